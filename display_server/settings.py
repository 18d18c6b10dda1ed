"""Settings of the server: environment variables with the prefix ``PANGGIL_``, each named in docs/operations.md."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Typed settings. What an admin changes while the server runs is data, not a setting."""

    model_config = SettingsConfigDict(env_prefix="PANGGIL_", extra="ignore")

    instance: Path = Field(default=Path("instance"), description="folder of all data")
    database_url: str | None = Field(
        default=None, description="SQLAlchemy URL; default: an SQLite file in the instance"
    )
    public_url: str | None = Field(
        default=None, description="what QR codes carry, for example http://192.168.1.10:8000"
    )
    async_mode: Literal["eventlet", "threading"] = Field(default="eventlet", description="how the server waits")
    sqlite_journal: Literal["WAL", "TRUNCATE"] | None = Field(default=None, description="instead of the safe choice")
    call_expires_s: int = Field(default=60, ge=5, le=600, description="after this a call is neither flashed nor spoken")
    gtts: bool = Field(default=False, description="let Google's voice prepare clips (sends texts to the internet)")
    trusted_proxies: int = Field(default=0, ge=0, le=3, description="reverse proxies before the server")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(default="INFO", description="what is logged")

    @property
    def url(self) -> str:
        """The database URL in force."""
        url = self.database_url or f"sqlite:///{(self.instance / 'panggil.db').resolve()}"
        # The driver that is installed; SQLAlchemy's own choice for this scheme is another one.
        return re.sub(r"^postgres(ql)?://", "postgresql+psycopg2://", url)

    def check_database(self) -> None:
        """Refuse a database URL that names no database we know.

        Raises:
            ValueError: what is wrong and what is expected.
        """
        if not self.url.startswith(("sqlite:///", "postgresql+psycopg2://")):
            raise ValueError("PANGGIL_DATABASE_URL: sqlite:///FILE or postgresql://USER@/NAME?host=FOLDER")
