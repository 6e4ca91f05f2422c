"""Settings: `SYMPOSIA_*` in the environment, then `symposia.toml` in the conference's folder, then these defaults."""

import re
from pathlib import Path
from tomllib import TOMLDecodeError
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from symposia.kernel.errors import SymposiaError
from symposia.kernel.media import Media

TOML = "symposia.toml"
_DATABASE, _REDIS = re.compile(r"(postgresql://|sqlite:///)\S+"), re.compile(r"(rediss?|unix)://\S+")
_SMTP = re.compile(r"smtp(s|\+starttls)?://\S+")
_ADDRESS = re.compile(r"(?:(?P<name>[a-z0-9][a-z0-9-]{0,59})=)?(?P<url>wss?://\S+)")


class Settings(BaseSettings):
    """What an operator can choose. Every field is in `docs/settings.md`."""

    model_config = SettingsConfigDict(env_prefix="SYMPOSIA_", extra="forbid", frozen=True, hide_input_in_errors=True)

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
    calls_peers: int = Field(
        3, ge=1, le=4, description="Up to how many people a call goes from browser to browser, without a media server."
    )
    calls_cameras: int = Field(
        12, ge=2, le=50, description="How many people of a call on a media server may send; others listen."
    )
    calls_relay_only: bool = Field(
        False, description="Calls only go through the TURN server: nobody learns anybody's network address."
    )
    stun_urls: tuple[str, ...] = Field(
        (), description="STUN servers as browsers reach them, e.g. stun:turn.example.org:3478."
    )
    turn_urls: tuple[str, ...] = Field(
        (),
        description="TURN servers as browsers reach them, e.g. turn:turn.example.org:3478?transport=udp. "
        "Without one, about every seventh person cannot be reached from browser to browser.",
    )
    turn_secret: SecretStr = Field(
        SecretStr(""), description="What is shared with the TURN servers (coturn: `static-auth-secret`)."
    )
    janus_urls: tuple[str, ...] = Field(
        (),
        description="Media servers (Janus) for larger calls, as this program reaches them: ws://10.0.0.5:8188, or with "
        "a name of your own: east=ws://10.0.0.5:8188. Without names they are janus-1, janus-2, …",
    )
    janus_api_secret: SecretStr = Field(SecretStr(""), description="`api_secret` of the media servers.")
    janus_admin_key: SecretStr = Field(
        SecretStr(""), description="`admin_key` of their plugin VideoRoom: only who knows it makes rooms."
    )
    janus_bitrate: int = Field(
        1_500_000, ge=64_000, le=20_000_000, description="The most that one video may take on a media server (bit/s)."
    )
    janus_record_dir: str = Field(
        "", description="A folder on the media servers into which calls are recorded. Empty: nothing is recorded."
    )
    livekit_url: str = Field(
        "",
        description="LiveKit as browsers reach it, e.g. wss://livekit.example.org. Calls that do not go from browser "
        "to browser are carried by it then, not by Janus.",
    )
    livekit_api_url: str = Field(
        "",
        description="LiveKit as this server reaches it, http:// or https://. Empty: the same place as `livekit_url`.",
    )
    livekit_key: str = Field("", description="The name of a key of LiveKit (its `keys`).")
    livekit_secret: SecretStr = Field(SecretStr(""), description="The secret of `livekit_key`, 32 characters at least.")
    outbox_shown: bool = Field(False, description="Organisers see the outbox at /outbox. The demonstration sets it.")

    @field_validator("database_url")
    @classmethod
    def _is_a_database(cls, url: str) -> str:
        if url and _DATABASE.fullmatch(url) is None:
            raise ValueError("postgresql://user:password@host/name is expected")
        return url

    @field_validator("redis_url")
    @classmethod
    def _is_redis(cls, url: str) -> str:
        if url and _REDIS.fullmatch(url) is None:
            raise ValueError("redis://host:6379/0 is expected")
        return url

    @field_validator("smtp_url")
    @classmethod
    def _is_a_mail_server(cls, url: SecretStr) -> SecretStr:
        if url.get_secret_value() and _SMTP.fullmatch(url.get_secret_value()) is None:
            raise ValueError("smtp://user:password@host:587 is expected")
        return url

    @field_validator("janus_urls")
    @classmethod
    def _are_addresses(cls, urls: tuple[str, ...]) -> tuple[str, ...]:
        for url in urls:
            if _ADDRESS.fullmatch(url.strip()) is None:
                raise ValueError("ws://host:8188 or name=ws://host:8188 is expected")
        return urls

    @model_validator(mode="after")
    def _livekit_is_whole(self) -> "Settings":
        urls = (self.livekit_url, "wss?"), (self.livekit_api_url, "https?")
        for url, scheme in urls:
            if url and not re.fullmatch(scheme + r"://[A-Za-z0-9.\[\]:-]+(/\S*)?", url):
                raise ValueError("livekit_url is wss://host, livekit_api_url https://host")
        if self.livekit_url and not (self.livekit_key and len(self.livekit_secret.get_secret_value()) >= 32):
            raise ValueError("livekit_url needs livekit_key, and livekit_secret with 32 characters at least")
        return self

    @property
    def livekit_api(self) -> str:
        """LiveKit as this server reaches it."""
        return self.livekit_api_url or re.sub("^ws", "http", self.livekit_url)

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.dir / 'symposia.sqlite'}"

    @property
    def media(self) -> Media:
        return Media(
            peers=self.calls_peers,
            cameras=self.calls_cameras,
            relay_only=self.calls_relay_only,
            stun=self.stun_urls,
            turn=self.turn_urls,
            turn_secret=self.turn_secret.get_secret_value(),
            servers=tuple(self.janus_servers),
            records=bool(self.janus_record_dir),
            livekit=bool(self.livekit_url),
        )

    @property
    def mail_missing(self) -> tuple[str, ...]:
        """What mails that have to reach people lack, in sentences for the operator; nothing while all is local."""
        if not self.smtp_url.get_secret_value():
            return ("no mail server (`smtp_url`): codes and links stay in the outbox",) if self.public_url else ()
        unset = self.mail_from == type(self).model_fields["mail_from"].default
        return (f"mails come from {self.mail_from} (`mail_from`): servers refuse that",) if unset else ()

    @property
    def janus_servers(self) -> dict[str, str]:
        """The addresses of the media servers, by name."""
        found = [_ADDRESS.fullmatch(url.strip()) for url in self.janus_urls]
        return {each["name"] or f"janus-{place}": each["url"] for place, each in enumerate(found, 1) if each}

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
    """The settings with what was `given` on the command line on top; None counts as not given.

    SymposiaError that says which setting cannot be as it is.
    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        raise SymposiaError(" ".join(_told(wrong) for wrong in error.errors(include_input=False))) from None
    except SettingsError as error:
        raise SymposiaError(f"The settings cannot be read: {error}. In the environment a list is JSON.") from None
    except TOMLDecodeError as error:
        raise SymposiaError(f"The file {TOML} cannot be read: {error}.") from None


def _told(wrong: Any) -> str:
    name, sentence = ".".join(map(str, wrong["loc"])), wrong["msg"].removeprefix("Value error, ")
    if wrong["type"] == "extra_forbidden":
        return f"There is no setting {name}."
    return f"The setting {name}: {sentence}." if name else f"The settings: {sentence}."
