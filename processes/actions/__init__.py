"""Acts of processes."""

from processes.actions.closing import publish_closing
from processes.actions.component import add_component, remove_component, reorder_components, update_component
from processes.actions.conclusion import publish_conclusion
from processes.actions.mechanism import create_mechanism, update_mechanism
from processes.actions.news import publish_news, set_news_image, update_news, withdraw_news, write_news
from processes.actions.phase import (
    add_phase,
    change_phase_dates,
    remove_phase,
    reorder_phases,
    set_openings,
    update_phase,
)
from processes.actions.process import (
    close_process,
    create_process,
    publish_process,
    reopen_process,
    unpublish_process,
    update_process,
)
from processes.actions.template import create_from_template, duplicate_process

__all__ = [
    "add_component",
    "add_phase",
    "change_phase_dates",
    "close_process",
    "create_from_template",
    "create_mechanism",
    "create_process",
    "duplicate_process",
    "publish_closing",
    "publish_conclusion",
    "publish_news",
    "publish_process",
    "remove_component",
    "remove_phase",
    "reopen_process",
    "reorder_components",
    "reorder_phases",
    "set_news_image",
    "set_openings",
    "unpublish_process",
    "update_component",
    "update_mechanism",
    "update_news",
    "update_phase",
    "update_process",
    "withdraw_news",
    "write_news",
]
