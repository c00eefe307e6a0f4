"""The words of repairs, pauses and publications (§5.5, §6.3): their kinds, states and steps."""

from __future__ import annotations

from hub.policy.word import Word


class RepairState(Word):
    """Where an application for repair stands (P1). 信用修复申请状态"""

    SUBMITTED = ("SUBMITTED", "Waits for the listing department.", "待审核")
    ACCEPTED = ("ACCEPTED", "Agreed to: the entry left its list.", "同意修复")
    REJECTED = ("REJECTED", "Not agreed to; another may be submitted.", "不予修复")
    CLOSED = ("CLOSED", "Ended without a decision: the entry left its list meanwhile.", "终止")


class RepairStep(Word):
    """What can happen to an application for repair (P1). 信用修复步骤"""

    SUBMIT = ("submit", "A department applies for the subject.", "提交申请")
    ACCEPT = ("accept", "The listing department agrees.", "同意修复")
    REJECT = ("reject", "The listing department does not agree.", "不予修复")
    CLOSE = ("close", "The entry leaves its list otherwise.", "终止")


class PauseKind(Word):
    """Why the measures of an entry rest for a while (P3). 暂缓类别"""

    GRACE = ("GRACE", "A grace period for the subject to correct itself.", "宽限期")
    ONE_OFF = ("ONE_OFF", "One measure is lifted once, for one case of one department.", "单次豁免")
    REORGANISATION = ("REORGANISATION", "A court has approved the subject's reorganisation.", "司法重整")


class PublicationState(Word):
    """Where one channel stands with one entry (X3). 公示状态"""

    PUBLISH_DUE = ("PUBLISH_DUE", "The channel was told to publish.", "待公示")
    PUBLISHED = ("PUBLISHED", "The channel confirmed that it publishes.", "已公示")
    WITHDRAW_DUE = ("WITHDRAW_DUE", "The channel has to publish the exit and withdraw the entry.", "待撤下")
    WITHDRAWN = ("WITHDRAWN", "The channel confirmed that the entry is withdrawn.", "已撤下")


class PublicationStep(Word):
    """What a channel confirms, and what makes it due (X3, X4). 公示步骤"""

    ORDER = ("ORDER", "An entry that its standard publishes is listed.", "通知公示")
    PUBLISH = ("PUBLISH", "The channel confirms that it publishes the entry.", "确认公示")
    END = ("END", "The entry leaves its list.", "通知撤下")
    WITHDRAW = ("WITHDRAW", "The channel confirms that it withdrew the entry and told the exit.", "确认撤下")
    REINSTATE = ("REINSTATE", "The entry stands again.", "恢复公示")
