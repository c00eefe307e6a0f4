"""Every noun, state and step of the notice, each with one English sentence and its Chinese term."""

from __future__ import annotations

from hub.policy.events import EventKind
from hub.policy.relief_words import PauseKind, PublicationState, PublicationStep, RepairState, RepairStep
from hub.policy.word import Word

__all__ = [
    "EventKind",
    "PauseKind",
    "PublicationState",
    "PublicationStep",
    "RepairState",
    "RepairStep",
    "Word",
]
"""What is read here and written elsewhere; every other word stands below."""


class ListKind(Word):
    """What a list says of a subject. 名单性质"""

    RED = ("RED", "Kept faith in an exemplary way.", "红名单")
    BLACK = ("BLACK", "Broke faith seriously; later called 严重失信主体名单.", "黑名单")
    WATCH = ("WATCH", "Broke faith short of the black list's standard; never public.", "重点关注名单")


class Scope(Word):
    """How far a list type's rules reach. 适用范围"""

    NATIONAL = ("NATIONAL", "One standard for the whole country.", "全国")
    PROVINCIAL = ("PROVINCIAL", "A standard of one province.", "全省")
    LOCAL = ("LOCAL", "A standard of one prefecture or county.", "本地")


class BasisLevel(Word):
    """The rank of the act that something rests on. 依据层级"""

    LAW = ("LAW", "A law of the National People's Congress.", "法律")
    ADMINISTRATIVE_REGULATION = (
        "ADMINISTRATIVE_REGULATION",
        "A regulation of the State Council.",
        "行政法规",
    )
    LOCAL_REGULATION = ("LOCAL_REGULATION", "A regulation of a local people's congress.", "地方性法规")
    CENTRAL_POLICY = (
        "CENTRAL_POLICY",
        "A document of the Party centre or the State Council.",
        "党中央、国务院政策文件",
    )
    DEPARTMENT_RULE = ("DEPARTMENT_RULE", "A rule of a ministry.", "部门规章")
    LOCAL_RULE = ("LOCAL_RULE", "A rule of a local government.", "地方政府规章")
    NORMATIVE_DOCUMENT = ("NORMATIVE_DOCUMENT", "Any other normative document.", "规范性文件")


class ExitGround(Word):
    """Why an entry left its list (§6.1, §6.2). 退出事由"""

    ERROR = ("ERROR", "The listing was wrong; the record is erased.", "认定有误")
    REPAIRED = ("REPAIRED", "The subject corrected or repaired its conduct.", "信用修复")
    EXPIRED = ("EXPIRED", "The validity ran out.", "有效期届满")
    STANDARD_CHANGED = ("STANDARD_CHANGED", "The new standard no longer covers the conduct.", "认定标准改变")
    ADVERSE_LISTING = (
        "ADVERSE_LISTING",
        "The subject was put on a black or watch list.",
        "被列入黑名单或重点关注名单",
    )
    MISUSE = ("MISUSE", "The subject misused the benefits of the red list.", "不当利用红名单奖励机制")
    ESCALATED = ("ESCALATED", "The watch entry turned into a black entry.", "转入黑名单")


class OfficerRole(Word):
    """The office a person holds in an enterprise. 职务"""

    LEGAL_REPRESENTATIVE = ("LEGAL_REPRESENTATIVE", "Represents the enterprise before the law.", "法定代表人")
    PRINCIPAL = ("PRINCIPAL", "Leads the enterprise in fact.", "主要负责人")
    SENIOR_MANAGER = ("SENIOR_MANAGER", "Belongs to the senior management.", "高级管理人员")
    DIRECTOR = ("DIRECTOR", "Sits on the board.", "董事")
    SHAREHOLDER = ("SHAREHOLDER", "Holds shares.", "股东")
    REGISTERED_PRACTITIONER = (
        "REGISTERED_PRACTITIONER",
        "Practises under a registered qualification.",
        "注册执业人员",
    )


class MeasureTarget(Word):
    """Whom a measure is aimed at. 措施对象"""

    SUBJECT = ("SUBJECT", "The listed subject itself.", "名单主体")
    LEGAL_REPRESENTATIVE = ("LEGAL_REPRESENTATIVE", "The named legal representative.", "法定代表人")
    PRINCIPAL = ("PRINCIPAL", "The named principal.", "主要负责人")
    DIRECTLY_RESPONSIBLE = (
        "DIRECTLY_RESPONSIBLE",
        "Whoever is named as directly responsible.",
        "直接责任人员",
    )
    SENIOR_MANAGER = ("SENIOR_MANAGER", "The named senior managers.", "高级管理人员")
    DIRECTOR = ("DIRECTOR", "The named directors.", "董事")
    SHAREHOLDER = ("SHAREHOLDER", "The named shareholders.", "股东")
    REGISTERED_PRACTITIONER = (
        "REGISTERED_PRACTITIONER",
        "The named registered practitioners.",
        "注册执业人员",
    )


class MeasureSide(Word):
    """Whether a measure rewards or restrains. 措施方向"""

    INCENTIVE = ("INCENTIVE", "Rewards kept faith.", "激励")
    SANCTION = ("SANCTION", "Restrains broken faith.", "惩戒")


class MeasureForce(Word):
    """Whether a measure must be carried out (§5.4). 措施效力"""

    MANDATORY = ("MANDATORY", "Must be carried out by law.", "强制性措施")
    RECOMMENDED = ("RECOMMENDED", "May be carried out as the situation allows.", "推荐性措施")


class MeasureCategory(Word):
    """The kind of constraint or incentive (§3.2–3.5). 措施类别"""

    ADMINISTRATIVE = ("ADMINISTRATIVE", "By an authority in its administration.", "行政性")
    MARKET = ("MARKET", "By the market and its institutions.", "市场性")
    INDUSTRY = ("INDUSTRY", "By an industry's own bodies.", "行业性")
    SOCIAL = ("SOCIAL", "By society.", "社会性")


class AssignmentState(Word):
    """Where an assignment stands (A4). 响应状态"""

    ISSUED = ("ISSUED", "Sent to the department, not yet acknowledged.", "已下达")
    ACKNOWLEDGED = ("ACKNOWLEDGED", "The department has taken it on.", "已确认")
    IMPLEMENTED = ("IMPLEMENTED", "The department has reported what it did.", "已执行")
    DECLINED = ("DECLINED", "The department has declined it, with its ground.", "不予执行")
    SUSPENDED = ("SUSPENDED", "Not carried out while an objection is being verified.", "暂不执行")
    RELEASE_DUE = ("RELEASE_DUE", "The measure has to be lifted.", "待解除")
    RELEASED = ("RELEASED", "The department has confirmed the lifting.", "已解除")
    WITHDRAWN = ("WITHDRAWN", "Ended before the department took it on.", "已撤回")


class AssignmentStep(Word):
    """What can happen to an assignment (A4). 响应步骤"""

    ISSUE = ("issue", "A linked action assigns a measure.", "下达")
    ACKNOWLEDGE = ("acknowledge", "The department takes it on.", "确认")
    DECLINE = ("decline", "The department declines it on a ground.", "不予执行")
    REPORT = ("report", "The department reports what it did.", "反馈")
    SUSPEND = ("suspend", "An objection is being verified.", "暂不执行")
    RESUME = ("resume", "The verification is over.", "恢复执行")
    END = ("end", "The entry, the action, the measure or its basis ends.", "终止")
    CONTINUE = ("continue", "The action of the black entry that followed repeats it (L3).", "延续")
    RELEASE = ("release", "The department confirms the lifting.", "解除")


class Party(Word):
    """Who takes a step. 经办方"""

    RESPONDER = ("responder", "The department the assignment is for, or its successor.", "响应部门")
    INITIATOR = ("initiator", "The department that initiated the action, or its successor.", "发起部门")
    LISTING_DEPARTMENT = ("listing department", "The department that listed, or its successor.", "认定部门")
    SUPPLIER = ("supplier", "The department whose information is questioned.", "信息提供单位")
    CREDIT_OFFICE = ("credit office", "The credit office.", "信用办")
    KEEPER = ("keeper", "The department that keeps the channel, or its successor.", "公示渠道管理部门")
    ANY_DEPARTMENT = ("any department", "Any department that may read it.", "任一部门")
    HUB = ("hub", "Nobody by hand: a date or a consequence of another change.", "系统")


class ObjectionOrigin(Word):
    """Who questions an entry, or whose ruling stays it (O1, O4). 异议来源"""

    SUBJECT = ("SUBJECT", "The listed subject objects.", "信用主体")
    NAMED_PERSON = ("NAMED_PERSON", "A person whom the entry names objects.", "直接责任人")
    COMPLAINT = ("COMPLAINT", "Somebody else complained.", "投诉")
    DEPARTMENT = ("DEPARTMENT", "A department found it out by itself.", "部门主动发现")
    REVIEW = ("REVIEW", "An administrative review stays the listing, by the ruling cited.", "行政复议")
    COURT = ("COURT", "A court stays the listing, by the ruling cited.", "行政诉讼")


class ObjectionState(Word):
    """Where an objection stands (O2, O3). 异议状态"""

    OPEN = ("OPEN", "Being verified.", "核实中")
    DECIDED = ("DECIDED", "Decided, and the person concerned told.", "已处理")
    CLOSED = ("CLOSED", "Closed without a decision: the entry was listed in error and is gone.", "已终结")


class ObjectionOutcome(Word):
    """What the verification found (O3). 核实结果"""

    UPHELD = ("UPHELD", "The listing is right and stands.", "核实无误")
    CORRECTED = ("CORRECTED", "The listing stands with corrected facts, dates, criteria or persons.", "更正")
    REVOKED = ("REVOKED", "The listing, or its naming of one person, was wrong.", "撤销")


class ObjectionStep(Word):
    """What can happen to an objection (O1–O3). 异议步骤"""

    OPEN = ("open", "A department opens it.", "提出异议")
    DECIDE = ("decide", "The supplier of the information decides it.", "核实反馈")
    CLOSE = ("close", "The entry is erased as an error meanwhile.", "终结")


class DeclineGround(Word):
    """Why an assignment is declined (A4). 不予执行的理由"""

    NOT_COMPETENT = ("NOT_COMPETENT", "The matter is not within the department's powers.", "无此职权")
    NO_SUCH_MATTER = ("NO_SUCH_MATTER", "There is nothing the measure could apply to.", "无此事项")
    LAW_FORBIDS = ("LAW_FORBIDS", "A law or regulation forbids it.", "法律法规禁止")
    SUBJECT_UNKNOWN_HERE = (
        "SUBJECT_UNKNOWN_HERE",
        "The subject is not known to the department.",
        "本部门无此主体",
    )
    OTHER = ("OTHER", "Another reason, given in words; for recommended measures only.", "其他")


class FeedbackResult(Word):
    """What a responding department did. 执行结果"""

    APPLIED = ("APPLIED", "The measure was applied.", "已落实")
    NOTHING_TO_APPLY = ("NOTHING_TO_APPLY", "There was nothing to apply it to.", "无可落实事项")
    PARTLY_APPLIED = ("PARTLY_APPLIED", "The measure was applied in part.", "部分落实")


class NoticeMeans(Word):
    """How a subject was told. 告知方式"""

    DELIVERED = ("DELIVERED", "Handed over.", "直接送达")
    MAILED = ("MAILED", "Sent by post.", "邮寄送达")
    ELECTRONIC = ("ELECTRONIC", "Sent electronically.", "电子送达")
    PUBLISHED = ("PUBLISHED", "Published.", "公告送达")


class EvidenceKind(Word):
    """What kind of information a listing rests on (§4.1). 认定依据类别"""

    REGISTRATION = ("REGISTRATION", "Registration information.", "登记类信息")
    DECISION = ("DECISION", "A penalty, licence or other decision of an authority.", "行政决定类信息")
    UNFULFILLED_JUDGMENT = (
        "UNFULFILLED_JUDGMENT",
        "Refusal to perform an effective judgment.",
        "拒不履行生效司法裁决的信息",
    )
    COMMENDATION = ("COMMENDATION", "A commendation or award.", "受表彰奖励信息")
    OTHER_LEGAL = ("OTHER_LEGAL", "Other information that a law, rule or document admits.", "其他依据信息")


class Severity(Word):
    """How grave a criterion's conduct is. 失信程度"""

    SERIOUS = ("SERIOUS", "Serious.", "严重")
    RATHER_SERIOUS = ("RATHER_SERIOUS", "Rather serious.", "较重")
    MINOR = ("MINOR", "Minor.", "轻微")


class ReleaseReason(Word):
    """Why a measure has to be lifted (A6). 解除原因"""

    EXIT = ("EXIT", "The entry left its list.", "退出名单")
    WITHDRAWAL = ("WITHDRAWAL", "The linked action was withdrawn.", "撤回联动")
    MEASURE_ENDED = ("MEASURE_ENDED", "The measure's longest duration has run out.", "措施期限届满")
    BASIS_ENDED = ("BASIS_ENDED", "The measure or its basis no longer stands.", "依据失效")


class Duty(Word):
    """What a token may do (§5.3). 职责权限"""

    READ = ("READ", "Read the graph as a department.", "查询")
    READ_PERSONS = ("READ_PERSONS", "Read natural persons.", "查询自然人")
    REGISTER = ("REGISTER", "Register subjects and their officers.", "登记")
    LIST = ("LIST", "List subjects and end listings.", "认定")
    INITIATE = ("INITIATE", "Initiate and withdraw linked actions.", "发起")
    RESPOND = ("RESPOND", "Acknowledge, decline, carry out and release.", "响应")
    OBJECT = ("OBJECT", "Open and decide objections.", "异议处理")
    REPAIR = ("REPAIR", "Apply for and decide repairs.", "信用修复")
    CHECK = ("CHECK", "Consult the lists for a service item.", "核查")
    CATALOGUE = ("CATALOGUE", "Publish standards and catalogue editions.", "目录管理")
    SUPERVISE = ("SUPERVISE", "Read statistics and supervise.", "督导")
    ADMINISTER = ("ADMINISTER", "Run the hub.", "管理")
