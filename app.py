"""The map of the console. Every page is complete in itself: nothing a page needs lives here."""

import streamlit as st

from pages._ui.map import pages

st.navigation(pages(), position="hidden").run()
