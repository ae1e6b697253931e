"""The container files: valid syntax, every reference resolves, secrets are never defaulted."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
TEXT = (ROOT / "docker-compose.yml").read_text()
VARIABLE = re.compile(r"(?<!\$)\$\{([A-Z_]+)(?:(:?[-?])([^}]*))?\}")
SECRETS = {"DJANGO_SECRET_KEY", "AZOTEA_IDENTITY_KEY", "POSTGRES_PASSWORD", "POSTGRES_APP_PASSWORD", "REDIS_PASSWORD"}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load(TEXT)


def test_services_are_those_of_production(compose: dict[str, Any]) -> None:
    assert sorted(compose["services"]) == ["beat", "migrate", "postgres", "proxy", "redis", "web", "worker"]


def test_every_service_has_an_image_and_depends_on_what_exists(compose: dict[str, Any]) -> None:
    services = compose["services"]
    for name, service in services.items():
        assert service["image"], name
        for other, wanted in service.get("depends_on", {}).items():
            if wanted["condition"] == "service_healthy":
                assert "healthcheck" in services[other], f"{name} waits for the health of {other}, which has no check"
            else:
                assert wanted["condition"] == "service_completed_successfully"
                assert services[other]["restart"] == "no"
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert source in compose["volumes"] or (ROOT / source).exists(), volume


def test_only_the_proxy_is_reachable_from_outside(compose: dict[str, Any]) -> None:
    assert [name for name, service in compose["services"].items() if "ports" in service] == ["proxy"]


def test_secrets_are_asked_for_and_never_defaulted() -> None:
    asked = {name for name, operator, _text in VARIABLE.findall(TEXT) if operator == ":?"}
    assert asked >= SECRETS
    for name, operator, text in VARIABLE.findall(TEXT):
        if name in SECRETS:
            assert operator in {"", ":?"}, f"{name} has the default {text!r}"


def test_variables_are_documented_or_the_files_own() -> None:
    own = {"POSTGRES_PASSWORD", "POSTGRES_APP_PASSWORD", "REDIS_PASSWORD", "AZOTEA_IMAGE"}
    documented = set(re.findall(r"`([A-Z_]+)`", (ROOT / "docs/settings.md").read_text()))
    example = set(re.findall(r"^([A-Z_]+)=", (ROOT / "deploy/example.env").read_text(), re.M))
    used = {name for name, _operator, _text in VARIABLE.findall(TEXT)}
    assert used - documented - own == set()
    assert {name for name, operator, _text in VARIABLE.findall(TEXT) if operator == ":?"} <= example
    assert example <= used


def test_every_setting_reaches_the_containers(compose: dict[str, Any]) -> None:
    """What .env sets would be lost on the way otherwise, and nobody would be told."""
    documented = set(
        re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs/settings.md").read_text().split("## Read by the")[0], re.M)
    )
    of_the_image = {"AZOTEA_VAR", "AZOTEA_STATIC_ROOT", "AZOTEA_URN_KEYS", "AZOTEA_SIGNING_KEYS"}
    of_the_demo = {"AZOTEA_DEBUG", "AZOTEA_DATABASE_ROLE", "AZOTEA_PABULIB"}
    of_migrate = {"AZOTEA_APPLICATION_DATABASE_URL"}
    for name in ("web", "worker", "beat", "migrate"):
        if name == "migrate":
            assert of_migrate <= set(compose["services"][name]["environment"])
        left = documented - of_migrate
        assert left - set(compose["services"][name]["environment"]) == of_the_image | of_the_demo


def test_all_processes_share_the_folder_that_they_write_to(compose: dict[str, Any]) -> None:
    """One takes up what another left: uploaded files, lists of people that wait, bulk files that are kept."""
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert "AZOTEA_VAR=/var/lib/azotea " in dockerfile
    for name in ("web", "worker", "beat", "migrate"):
        assert compose["services"][name]["volumes"] == ["files:/var/lib/azotea", "urn-keys:/var/lib/azotea-urn"]
        assert "AZOTEA_VAR" not in compose["services"][name]["environment"]
    # A new volume takes over from the image to whom the folders belong and who may read them.
    for folder in ("files", "census", "exports"):
        assert f"/var/lib/azotea/{folder}" in dockerfile


def test_the_app_runs_production_settings_as_a_user_without_rights(compose: dict[str, Any]) -> None:
    for name in ("web", "worker", "beat", "migrate"):
        service = compose["services"][name]
        assert service["environment"]["DJANGO_SETTINGS_MODULE"] == "config.settings.production"
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert re.search(r"^USER azotea$", dockerfile, re.M)
    assert "--require-hashes -r requirements/base.txt" in dockerfile


def test_the_image_copies_only_what_exists() -> None:
    for source in re.findall(r"^COPY (?!--from)(\S+) ", (ROOT / "Dockerfile").read_text(), re.M):
        assert (ROOT / source).exists(), source


def test_the_proxy_names_the_web_service_and_balances_its_braces() -> None:
    text = (ROOT / "deploy/Caddyfile").read_text()
    assert "reverse_proxy web:8000" in text
    assert text.count("{") == text.count("}")


def test_docker_compose_accepts_the_file(tmp_path: Path) -> None:
    docker = shutil.which("docker")
    if not docker or subprocess.run([docker, "compose", "version"], capture_output=True, check=False).returncode:
        pytest.skip("docker compose is not installed; the other tests read the file themselves")
    values = tmp_path / "env"
    values.write_text("".join(f"{name}=x\n" for name, _operator, _text in set(VARIABLE.findall(TEXT))))
    done = subprocess.run(
        [docker, "compose", "--env-file", str(values), "-f", str(ROOT / "docker-compose.yml"), "config", "-q"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
