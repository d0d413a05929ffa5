"""The company's voice on the Strategy page: a form, and one letter of today before and after."""

import streamlit as st

from cs_core.errors import CSError
from cs_core.execution.roster import roster_of
from cs_core.execution.writing.sample import letters
from cs_core.execution.writing.voice import TONES, set_voice, voice_of, with_settings
from pages._ui.frame import Here
from pages._ui.login import signers
from pages._ui.toasts import anew


def voice_part(here: Here) -> None:
    """How letters sound: tone, greeting, sign-off, sender, banned phrases."""
    now = voice_of(here.store)
    st.caption("Every letter is written in this voice, whoever writes it. What reviewers have taught applies on top of it.")
    with st.form("voice", border=True):
        left, right = st.columns(2, gap="large")
        with left:
            told = [tone.says for tone in TONES.values()]
            tone = st.radio("Tone", list(TONES), index=list(TONES).index(now.tone), captions=told, key="voice_tone")
            greeting = st.text_input("Greeting", now.greeting, placeholder=now.hello, help="{first} is the reader's first name")
            sender = st.text_input("Sender", now.sender, help="The name that stands for the company, under the owner's or in its place")
        with right:
            sign_off = st.text_area(
                "Sign-off", now.sign_off, placeholder=now.closing, height=80,
                help="Closing words; on a second line the name, where {owner} and {sender} may stand",
            )  # fmt: skip
            banned = st.text_area("Banned phrases", "\n".join(now.banned), height=120, help="One a line: no letter leaves that holds one")
            who = st.selectbox("You are", signers(here.store, here.snap.team), key="voice_by")
        with st.container(horizontal=True):
            look = st.form_submit_button("Preview", icon=":material/visibility:", help="One letter that is due today, before and after")
            save = st.form_submit_button("Save", type="primary", icon=":material/save:")
    told = {"tone": tone, "greeting": greeting, "sign_off": sign_off, "sender": sender, "banned_phrases": banned}
    try:
        if save:
            set_voice(here.store, told, by=who, now=here.now)
            anew("Saved: the next cycle writes in it")
        if look:
            _preview(here, now, with_settings(now, told))
    except CSError as error:
        st.error(str(error), icon=":material/error:")


def _preview(here: Here, now: object, then: object) -> None:
    made = letters(here.snap, roster_of(here.store), now, then)
    if not made:
        st.caption("No letter to a named person is due today: there is nothing to show.")
        return
    for column, title, letter in zip(st.columns(2, gap="large"), ("As it is", "As it would be"), made, strict=True):
        with column, st.container(border=True):
            st.markdown(f"**{title}**")
            st.caption(letter.subject)
            st.text(letter.body)
