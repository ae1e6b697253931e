"""The demo's messages: readable files, and the code where the newcomer looks."""

from pathlib import Path

import pytest
from django.core.mail import EmailMessage

from config.demo_messages import DemoSmsProvider, ReadableBackend


def test_a_mail_is_a_readable_file_and_its_code_a_line(
    tmp_path: Path, settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    mail = EmailMessage(
        "Tu código",
        "Hola:\n\n123456\n\nCaduca en 15 minutos. Propuesta número 7654321.",
        "no@x.mx",
        ["ciudadana@demo.mx"],
    )
    assert ReadableBackend().send_messages([mail]) == 1
    (file,) = (tmp_path / "mail").iterdir()
    assert file.name.endswith(" ciudadana@demo.mx.txt")
    assert file.read_text().startswith("Para: ciudadana@demo.mx\nDe: no@x.mx\nAsunto: Tu código\n\nHola:")
    assert capsys.readouterr().err.startswith("Código para ciudadana@demo.mx: 123456   (")


def test_a_notice_is_written_down_in_silence(tmp_path: Path, settings, capsys: pytest.CaptureFixture[str]) -> None:
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    link = "https://x.mx/propuestas/123456/ y 1234567"
    assert ReadableBackend().send_messages([EmailMessage("Respondieron", link, "no@x.mx", ["a@x.mx"])]) == 1
    assert capsys.readouterr().err == ""


def test_an_address_cannot_lead_out_of_the_folder(tmp_path: Path, settings) -> None:
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    ReadableBackend().send_messages([EmailMessage("x", "x", "no@x.mx", ["../../a/b@x.mx"])])
    assert len(list((tmp_path / "mail").iterdir())) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["mail"]


def test_a_short_message_shows_its_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    DemoSmsProvider(tmp_path).send(to="+525512345678", text="Tu código: 654321")
    assert capsys.readouterr().err.startswith("Código para +525512345678: 654321")
    assert "+525512345678" in next(tmp_path.iterdir()).read_text()
