"""Settings: `SYMPOSIA_*` in the environment, then `symposia.toml` in the conference's folder, then these defaults."""

from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

TOML = "symposia.toml"


class Settings(BaseSettings):
    """What an operator can choose. Every field is in `docs/settings.md`."""

    model_config = SettingsConfigDict(env_prefix="SYMPOSIA_", extra="forbid", frozen=True)

    dir: Path = Field(Path("conference"), description="The conference's folder: database, outbox, symposia.toml.")
    host: str = Field("127.0.0.1", description="The address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="The port to listen on.")
    workers: int = Field(1, ge=1, le=64, description="Processes on this machine. More than one needs `redis_url`.")
    public_url: str = Field(
        "", description="How browsers reach it, e.g. https://venue.example.org; for links in mails."
    )
    database_url: str = Field("", description="postgresql://user@host/name. Empty: SQLite in the folder.")
    redis_url: str = Field("", description="redis://host:6379/0, joins several processes. Empty: one process.")
    trusted_proxies: str = Field("127.0.0.1", description="Addresses whose X-Forwarded-* headers are believed.")
    smtp_url: SecretStr = Field(
        SecretStr(""),
        description="smtp://user:password@host:587. Empty: mails are files in the folder's outbox.",
    )
    mail_from: str = Field("symposia@localhost", description="The sender of mails.")
    ticket_key: SecretStr = Field(
        SecretStr(""),
        description="The key of a shop's ticket links: a secret (HS256), or a public key in PEM (EdDSA).",
    )
    sign_in_days: int = Field(30, ge=1, le=365, description="How many days a sign-in holds.")
    tick_ms: float = Field(
        20, ge=0, le=1000, description="Changes of a topic within this time go out as one frame (ms)."
    )
    drain_s: float = Field(8, ge=0, le=120, description="On a restart people are sent away spread over this time (s).")
    log: Literal["plain", "json"] = Field("plain", description="The format of the log.")
    outbox_shown: bool = Field(False, description="Organisers see the outbox at /outbox. The demonstration sets it.")

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.dir / 'symposia.sqlite'}"

    @property
    def base_url(self) -> str:
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        folder = init_settings().get("dir") or env_settings().get("dir") or "conference"
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, Path(folder) / TOML)


def read_settings(**given: Any) -> Settings:
    """The settings with what was `given` on the command line on top; None counts as not given."""
    return Settings(**{name: value for name, value in given.items() if value is not None})
