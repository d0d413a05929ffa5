"""What cannot be undone is asked first: nothing is done before the yes, and nothing after a no."""

from streamlit.testing.v1 import AppTest


def page() -> None:
    import streamlit as st  # noqa: PLC0415 - AppTest runs the body of this function as a script of its own

    from pages._ui.confirm import confirm  # noqa: PLC0415

    def send(n: int) -> None:
        st.session_state["sent"] = st.session_state.get("sent", 0) + n

    confirm("Send 12 messages", ["They go to *12* customers."], send, 12, key="send")


def opened() -> AppTest:
    app = AppTest.from_function(page, default_timeout=20).run()
    return app.button(key="ask_send").click().run()


def test_nothing_is_done_before_the_yes_and_then_once():
    app = opened()
    assert "sent" not in app.session_state and app.button(key="yes_send").label == "Send 12 messages"
    app.button(key="yes_send").click().run()
    assert not app.exception and app.session_state["sent"] == 12
    assert not any(b.key == "yes_send" for b in app.button)


def test_a_no_leaves_all_as_it_is_and_it_may_be_asked_again():
    app = opened()
    app.button(key="no_send").click().run()
    assert "sent" not in app.session_state and not any(b.key == "yes_send" for b in app.button)
    app.button(key="ask_send").click().run()
    app.button(key="yes_send").click().run()
    assert app.session_state["sent"] == 12
