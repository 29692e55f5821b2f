"""What a forkserver imports before it starts processes of the service: the routes too, which come in late otherwise."""

from pathlib import Path

from grader.service.settings import Settings
from grader.service.web.app import create_app

create_app(Settings.of_folder(Path("unused")))
