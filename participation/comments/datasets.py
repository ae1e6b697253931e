"""The dataset of comments."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from participation.comments.models import Comment
from participation.opendata.registry import HIDDEN_WITHHELD, NAMES_WITHHELD, Column, Dataset, Hanging, register_dataset
from participation.opendata.values import address, pseudonym
from participation.opendata.visibility import shown


def rows(at: datetime) -> QuerySet:
    """Return the comments that anybody may read, with their subject and author."""
    return shown(Comment.objects.public()).select_related("subject", "author", "organisation").defer("subject__search")


COMMENTS = Dataset(
    name="comments",
    position=50,
    title=_("Comments"),
    description=_("What people said about proposals, processes and everything else that can be commented on."),
    rows=rows,
    columns=(
        Column("id", "integer", _("Key of the comment"), lambda row: row.pk, required=True),
        Column("url", "url", _("Where it stands"), lambda row: address(row.subject.path), required=True),
        Column("subject", "integer", _("Key of the subject commented on"), lambda row: row.subject_id, required=True),
        Column(
            "subject_kind",
            "string",
            _("What is commented on: proposal, process…"),
            lambda row: row.subject.kind,
            required=True,
        ),
        Column("parent", "integer", _("Key of the comment that it replies to"), lambda row: row.parent_id),
        Column("thread", "integer", _("Key of the comment that began the thread"), lambda row: row.root_id),
        Column("depth", "integer", _("0 for a comment, 1 or 2 for a reply"), lambda row: row.depth, required=True),
        Column(
            "author",
            "string",
            _("Key of the author, the same in every dataset"),
            lambda row: pseudonym(row.organisation or row.author),
            required=True,
        ),
        Column("text", "text", _("What it says"), lambda row: row.text, required=True),
        Column("lang", "string", _("Language of the text (BCP 47)"), lambda row: row.lang, required=True),
        Column("stance", "string", _("for, neutral or against"), lambda row: row.stance, required=True),
        Column(
            "channel",
            "string",
            _("How it reached us: web, api, counter, paper, encounter or import"),
            lambda row: row.channel,
            required=True,
        ),
        Column("at", "datetime", _("When it was written"), lambda row: row.at, required=True),
        Column("edited_at", "datetime", _("When it was last edited"), lambda row: row.edited_at),
        Column(
            "organisation",
            "integer",
            _("Key of the organisation in whose name it was written; then it is the author"),
            lambda row: row.organisation_id,
        ),
    ),
    withheld=(NAMES_WITHHELD, HIDDEN_WITHHELD),
    filterset="participation.comments.api.CommentFilters",
    orders={"id": ("id",), "newest": ("-id",)},
    hanging=Hanging(rows=Comment.objects.all, own=False),
)


def register() -> None:
    """Register the datasets of this mechanism."""
    register_dataset(COMMENTS)
