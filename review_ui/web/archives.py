"""An evidence pack as the answer to who asked for it: a file to keep, by the name it says of itself."""

from fastapi import Response

from governance.evidence.gathering import Pack


class Archive(Response):
    media_type = "application/zip"


def archive(pack: Pack) -> Archive:
    return Archive(pack.content, headers={"Content-Disposition": f'attachment; filename="{pack.name}"'})
