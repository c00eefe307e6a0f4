"""The closed list of what an inbox tells, each with one English sentence and its Chinese term (engine.md §3)."""

from __future__ import annotations

from hub.policy.word import Word


class EventKind(Word):
    """What an inbox tells: the past tense of a change (engine.md §3). 推送事项"""

    ENTRY_LISTED = ("entry_listed", "A subject was put on a list.", "列入名单")
    ENTRY_EXITED = ("entry_exited", "An entry left its list.", "退出名单")
    ENTRY_REINSTATED = ("entry_reinstated", "A red entry was restored.", "恢复红名单")
    ENTRY_PROLONGED = ("entry_prolonged", "A watch entry was prolonged.", "延长重点关注")
    ACTION_INITIATED = ("action_initiated", "A linked action was initiated.", "发起联动")
    ACTION_WITHDRAWN = ("action_withdrawn", "A linked action was withdrawn.", "撤回联动")
    MEASURE_UNROUTED = ("measure_unrouted", "A measure found no department in a region.", "措施无承接部门")
    ASSIGNMENT_ISSUED = ("assignment_issued", "A measure was assigned to the department.", "下达响应任务")
    ASSIGNMENT_CONTINUED = (
        "assignment_continued",
        "A black entry's action repeats an assignment: no lifting in between.",
        "延续响应任务",
    )
    ASSIGNMENT_ACKNOWLEDGED = ("assignment_acknowledged", "An assignment was acknowledged.", "确认响应任务")
    ASSIGNMENT_DECLINED = ("assignment_declined", "An assignment was declined.", "不予执行响应任务")
    ASSIGNMENT_IMPLEMENTED = (
        "assignment_implemented",
        "An assignment was reported as carried out.",
        "反馈执行情况",
    )
    ASSIGNMENT_WITHDRAWN = (
        "assignment_withdrawn",
        "An assignment ended before it was taken on.",
        "撤回响应任务",
    )
    ASSIGNMENT_RELEASE_DUE = ("assignment_release_due", "A measure has to be lifted.", "应当解除措施")
    ASSIGNMENT_RELEASED = ("assignment_released", "The lifting of a measure was confirmed.", "确认解除措施")
    ASSIGNMENT_SUSPENDED = (
        "assignment_suspended",
        "A measure is not carried out while an objection is being verified.",
        "暂不执行响应任务",
    )
    ASSIGNMENT_RESUMED = (
        "assignment_resumed",
        "The verification is over: a measure is carried out again.",
        "恢复执行响应任务",
    )
    OBJECTION_OPENED = ("objection_opened", "An entry is questioned and has to be verified.", "提出异议")
    OBJECTION_DECIDED = ("objection_decided", "An objection was decided.", "异议处理完毕")
    OBJECTION_CLOSED = ("objection_closed", "An objection ended with its erased entry.", "异议终结")
    ENTRY_CORRECTED = (
        "entry_corrected",
        "An entry's facts, dates, criteria or named persons were corrected.",
        "更正名单信息",
    )
    RESTORATION_CLOSED = (
        "restoration_closed",
        "What a wrong listing had brought about is undone everywhere.",
        "恢复工作办结",
    )
    DEADLINE_NEAR = ("deadline_near", "A deadline of the department is near.", "期限临近")
    DEADLINE_REACHED = ("deadline_reached", "A deadline of the department ends today.", "期限当日")
    DEADLINE_PASSED = (
        "deadline_passed",
        "A department has let a deadline pass: told to the credit offices above it.",
        "逾期督办",
    )
    DEADLINE_MOVED = (
        "deadline_moved",
        "A provisional deadline was computed anew by the official calendar.",
        "期限重新计算",
    )
    LINK_CUT = (
        "link_cut",
        "Nobody confirmed in time that an erased listing's measure was lifted: its subject is known no longer.",
        "切断主体关联",
    )
    REPAIR_SUBMITTED = ("repair_submitted", "A department applied for a repair.", "提交信用修复申请")
    REPAIR_ACCEPTED = ("repair_accepted", "A repair was agreed to.", "同意信用修复")
    REPAIR_REJECTED = ("repair_rejected", "A repair was not agreed to.", "不予信用修复")
    REPAIR_CLOSED = (
        "repair_closed",
        "The entry left its list before its repair was decided.",
        "信用修复终止",
    )
    ENTRY_PAUSED = ("entry_paused", "The measures of an entry rest within bounds.", "暂缓惩戒")
    PUBLICATION_DUE = ("publication_due", "A channel has to publish an entry.", "应当公示")
    PUBLICATION_WITHDRAWAL_DUE = (
        "publication_withdrawal_due",
        "A channel has to withdraw an entry and tell its exit.",
        "应当撤下公示",
    )
    PUBLICATION_CONFIRMED = (
        "publication_confirmed",
        "A channel confirmed that it published or withdrew an entry.",
        "确认公示办结",
    )
    STANDARD_PUBLISHED = (
        "standard_published",
        "A new version of a list's standard was published.",
        "公布认定标准",
    )
    CATALOGUE_PUBLISHED = (
        "catalogue_published",
        "A copy of a new edition of the catalogue.",
        "抄送联合奖惩目录清单",
    )
    DEPARTMENT_REGISTERED = ("department_registered", "A department joins the city.", "新设部门")
    DEPARTMENT_CHANGED = (
        "department_changed",
        "A department holds other functions, serves other regions or has another name from a day.",
        "部门职能、服务区域或名称变更",
    )
    DEPARTMENT_ENDED = (
        "department_ended",
        "A department ends on a day; its successor takes over.",
        "部门撤并",
    )
    MEASURE_ROUTED = (
        "measure_routed",
        "An unrouted measure of an action has found a department.",
        "措施已有承接部门",
    )
    SUBJECT_CORRECTED = (
        "subject_corrected",
        "The registered name or region of a subject was corrected.",
        "更正主体登记信息",
    )
    OFFICERSHIP_CORRECTED = (
        "officership_corrected",
        "A registered office was corrected, or annulled as recorded in error.",
        "更正任职登记信息",
    )
    BASIS_ENDED = ("basis_ended", "An act that measures rest on was given its last day.", "依据失效")
    WARNING_DUE = ("warning_due", "The subject of a follow-on watch entry has to be warned.", "应当发出警示")
    WATCH_LIST_MISSING = (
        "watch_list_missing",
        "A field has no watch list for an exited black entry.",
        "领域无重点关注名单",
    )
