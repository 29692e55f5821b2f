"""Why something cannot be done. Pages and programs are told the same sentence."""

__all__ = ["AccessError", "ConflictError", "NotFoundError", "RefusedError"]


class NotFoundError(Exception):
    """There is no such thing, or it is none of this person's business."""


class RefusedError(Exception):
    """What was asked for cannot be done. ``why`` is a sentence for whoever asked."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class ConflictError(RefusedError):
    """It could be done if something else were different: somebody was faster, or a name is taken."""


class AccessError(RefusedError):
    """It is not for this person."""
