"""confirmNotifications: receipt, which is neither acknowledgement nor implementation (A5)."""

from __future__ import annotations

import strawberry

from hub.casework import notifications as casework
from hub.policy.vocabulary import Duty
from hub.schema.declare import Asked
from hub.schema.mutations.asking import Payload, ask, mutation, needed, taken
from hub.schema.scalars import FeedCursor


@strawberry.input(description="How far the inbox was received. 确认接收")
class ConfirmNotificationsInput:
    """Forward only."""

    up_to: FeedCursor = needed("The cursor of the last message received. 推送游标")


@strawberry.type(description="How far receipt is confirmed now. 确认接收结果")
class ConfirmNotificationsPayload(Payload):
    """Null when refused."""

    @strawberry.field(description="The place confirmed. 已确认至")
    def confirmed_up_to(self) -> FeedCursor | None:
        """As given, or further where it was confirmed further before."""
        return None if self.outcome is None else FeedCursor(str(self.outcome.confirmed_up_to))


@mutation(Duty.READ, "Confirms the receipt of notifications up to a cursor. 确认接收推送")
async def confirm_notifications(info: Asked, input: ConfirmNotificationsInput) -> ConfirmNotificationsPayload:  # noqa: A002
    """Receipt, acknowledgement and implementation are three different facts."""
    given = taken(casework.ConfirmNotifications, input)
    outcome, refusals = await ask(
        info, input, casework.Confirmed, lambda change: casework.confirm_notifications(change, given)
    )
    return ConfirmNotificationsPayload(outcome=outcome, refusals=refusals)
