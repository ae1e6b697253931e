"""A new secret is laid over the stored digests without documents; a wrong one verifies nobody."""

import hashlib
import hmac

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import override_settings

from participation.access.verdict import ActDenied
from participation.models import GuardianConsent, IdentityKey, PepperState, Person, Verification
from participation.verification import pepper, rotation
from participation.verification.actions import verify_at_counter
from tests.personas import NOW, make_person

CURP = "HEGG560427MVZRRL04"
OLD = settings.AZOTEA_IDENTITY_KEY
NEW = "a-second-secret-of-more-than-fifty-characters-987654321"
THIRD = "a-third-secret-of-more-than-fifty-characters-9876543210"


def verify(person: Person, by: Person, document: str = CURP) -> Verification:
    return verify_at_counter(person=person, document=document, birth_date=None, territory=None, by=by, at=NOW)


def taken(person: Person, by: Person, document: str = CURP) -> bool:
    try:
        verify(person, by, document)
    except ActDenied as error:
        return error.denial.code == "identity_taken"
    return False


@pytest.mark.django_db
def test_a_secret_that_was_added_counts_from_the_rotation_on(bruno: Person, fausto: Person, dario: Person, capsys):
    first = verify(bruno, dario)
    GuardianConsent.objects.create(verification=first, relation="mother", digest="b" * 64, recorded_by=dario, at=NOW)
    before = first.key.digest
    with override_settings(AZOTEA_IDENTITY_KEY=f"{OLD}, {NEW}"):
        assert taken(fausto, dario), "the new secret waits: nobody is verified twice in between"
        middle = verify(make_person("Otra"), dario, "G12345678")
        call_command("rotate_identity_key", "--check")
        call_command("rotate_identity_key")
        call_command("rotate_identity_key")
        said = capsys.readouterr().out
        assert "1 of 2 secrets" in said
        assert "Done: 3 digests went from 1 to 2 secrets." in said
        assert "Nothing to do" in said
        assert taken(fausto, dario)
        assert taken(fausto, dario, "G12345678")
        first.key.refresh_from_db()
        expected = hmac.new(NEW.encode(), b"azotea.identity:" + before.encode(), hashlib.sha256).hexdigest()
        assert first.key.digest == expected == pepper.identity_digest("curp", CURP)
        assert GuardianConsent.objects.get().digest == pepper.wrap("b" * 64, [NEW.encode()])
        assert middle.key.digest != IdentityKey.objects.get(pk=middle.key_id).digest
    with override_settings(AZOTEA_IDENTITY_KEY=f"{OLD},{NEW},{THIRD}"):
        assert rotation.rotate(at=NOW) == 3
        assert taken(fausto, dario)
    assert PepperState.objects.get().generation == 3


@pytest.mark.django_db
@pytest.mark.parametrize("key", [NEW, f"{NEW},{OLD}", f"{OLD}x"])
def test_a_wrong_secret_verifies_nobody(bruno: Person, fausto: Person, dario: Person, key: str):
    verify(bruno, dario)
    with override_settings(AZOTEA_IDENTITY_KEY=key):
        with pytest.raises(pepper.WrongKeyError):
            verify(fausto, dario, "G12345678")
        with pytest.raises(CommandError, match="the former secrets back"):
            call_command("rotate_identity_key")
    assert Verification.objects.filter(person=fausto).count() == 0


@pytest.mark.django_db
def test_a_process_that_was_not_restarted_refuses(bruno: Person, fausto: Person, dario: Person):
    with override_settings(AZOTEA_IDENTITY_KEY=f"{OLD},{NEW}"):
        verify(bruno, dario)
    with pytest.raises(pepper.WrongKeyError):
        verify(fausto, dario)


@pytest.mark.django_db
def test_an_interrupted_rotation_leaves_everything_as_it_was(bruno: Person, dario: Person, monkeypatch):
    first = verify(bruno, dario)
    digest = first.key.digest
    monkeypatch.setattr(
        rotation, "sealed_columns", lambda: [("participation.IdentityKey", "digest"), ("no.Model", "x")]
    )
    with override_settings(AZOTEA_IDENTITY_KEY=f"{OLD},{NEW}"):
        with pytest.raises(LookupError):
            rotation.rotate(at=NOW)
        assert (IdentityKey.objects.get().digest, PepperState.objects.get().generation) == (digest, 1)
        monkeypatch.undo()
        assert rotation.rotate(at=NOW) == 1


def test_every_column_of_digests_is_known_to_the_rotation():
    from django.apps import apps

    columns = {
        (model._meta.label, field.name)
        for model in apps.get_app_config("participation").get_models()
        if any(room in model.__module__ for room in ("verification", "census", "groups"))
        for field in model._meta.fields
        if field.name.endswith("digest")
    }
    # The code of a sheet is random and lives for days: it is sealed with the installation's secret, not a document's.
    of_days = {("participation.AssistedCode", "digest")}
    assert {column for column in columns - of_days if "Code" not in column[0]} == set(rotation.sealed_columns())
