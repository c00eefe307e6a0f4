// Written by `npm run generate`; the sources are ../operations and the hub's schema.
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Assignments to take on. 确认响应任务 */
export type AcknowledgeAssignmentsInput = {
  /** The assignments. 响应任务 */
  assignments: Array<string>;
  /** The clerk, as the calling system names them. 经办人 */
  operator?: string | null | undefined;
};

/** Where an assignment stands (A4). 响应状态 */
export type AssignmentState =
  /** Sent to the department, not yet acknowledged. 已下达 */
  | 'ISSUED'
  /** The department has taken it on. 已确认 */
  | 'ACKNOWLEDGED'
  /** The department has reported what it did. 已执行 */
  | 'IMPLEMENTED'
  /** The department has declined it, with its ground. 不予执行 */
  | 'DECLINED'
  /** Not carried out while an objection is being verified. 暂不执行 */
  | 'SUSPENDED'
  /** The measure has to be lifted. 待解除 */
  | 'RELEASE_DUE'
  /** The department has confirmed the lifting. 已解除 */
  | 'RELEASED'
  /** Ended before the department took it on. 已撤回 */
  | 'WITHDRAWN';

/** How far the inbox was received. 确认接收 */
export type ConfirmNotificationsInput = {
  /** The cursor of the last message received. 推送游标 */
  upTo: string;
};

/** Points at a department by exactly one key. 部门检索键 */
export type DepartmentKey =
  {   /** The opaque id. 标识 */
  id: string; slug?: never; }
  |  { id?: never;   /** The slug. 部门代号 */
  slug: string; };

/** A document that the listing rests on (§4.1). 认定依据 */
export type EvidenceInput = {
  /** What kind of information it is. 依据类别 */
  kind: EvidenceKind;
  /** The document. 文书 */
  document: string;
  /** Who supplied it. 提供部门 */
  supplier?: DepartmentKey | null | undefined;
};

/** What kind of information a listing rests on (§4.1). 认定依据类别 */
export type EvidenceKind =
  /** Registration information. 登记类信息 */
  | 'REGISTRATION'
  /** A penalty, licence or other decision of an authority. 行政决定类信息 */
  | 'DECISION'
  /** Refusal to perform an effective judgment. 拒不履行生效司法裁决的信息 */
  | 'UNFULFILLED_JUDGMENT'
  /** A commendation or award. 受表彰奖励信息 */
  | 'COMMENDATION'
  /** Other information that a law, rule or document admits. 其他依据信息 */
  | 'OTHER_LEGAL';

/** A linked action to initiate. 发起联动 */
export type InitiateActionInput = {
  /** The entry in force. 名单条目 */
  entry: string;
  /** Codes of recommended measures to add; null for all that the edition triggers. 措施 */
  measures?: Array<string> | null | undefined;
  /** Further regions, across counties. 联动区域 */
  regions?: Array<RegionKey> | null | undefined;
  /** A note for the departments. 说明 */
  note?: string | null | undefined;
  /** The clerk, as the calling system names them. 经办人 */
  operator?: string | null | undefined;
  /** Only show what it would do. 试运行 */
  dryRun?: boolean | null | undefined;
  /** Repeats safely: the same key and input answer the same objects. 幂等键 */
  idempotencyKey?: string | null | undefined;
};

/** What a list says of a subject. 名单性质 */
export type ListKind =
  /** Kept faith in an exemplary way. 红名单 */
  | 'RED'
  /** Broke faith seriously; later called 严重失信主体名单. 黑名单 */
  | 'BLACK'
  /** Broke faith short of the black list's standard; never public. 重点关注名单 */
  | 'WATCH';

/** A listing. 列入名单 */
export type ListSubjectInput = {
  /** Who is listed. 名单主体 */
  subject: SubjectKey;
  /** The list, by slug. 名单类别 */
  listType: string;
  /** The number of the decision. 文号 */
  documentNumber: string;
  /** The facts. 事由 */
  facts: string;
  /** Codes of the criteria met; a code given n times counts n. 认定情形 */
  criteria?: Array<string> | null | undefined;
  /** What it rests on. 认定依据 */
  evidence?: Array<EvidenceInput> | null | undefined;
  /** The first day of the conduct. 行为起始日期 */
  conductFrom?: string | null | undefined;
  /** The last day of the conduct. 行为终止日期 */
  conductTo?: string | null | undefined;
  /** The day of the decision. 认定日期 */
  decidedOn: string;
  /** Its first day; the day of the decision unless later. 生效日期 */
  validFrom?: string | null | undefined;
  /** Its last whole day. 有效期至 */
  validUntil: string;
  /** When the subject was told, or warned. 告知日期 */
  noticeGivenOn?: string | null | undefined;
  /** How the subject was told. 告知方式 */
  noticeMeans?: NoticeMeans | null | undefined;
  /** By when correction ends it. 整改期限 */
  correctBy?: string | null | undefined;
  /** The watch term after exit; at most the standard's. 重点关注期限（月） */
  watchTermMonths?: number | null | undefined;
  /** Who supplied the information; the caller unless said. 信息提供部门 */
  suppliedBy?: DepartmentKey | null | undefined;
  /** Whom the decision names; null takes the register's representative and principal. 直接责任人 */
  responsible?: Array<ResponsibleInput> | null | undefined;
  /** The clerk, as the calling system names them. 经办人 */
  operator?: string | null | undefined;
  /** Repeats safely: the same key and input answer the same objects. 幂等键 */
  idempotencyKey?: string | null | undefined;
};

/** Whether a measure must be carried out (§5.4). 措施效力 */
export type MeasureForce =
  /** Must be carried out by law. 强制性措施 */
  | 'MANDATORY'
  /** May be carried out as the situation allows. 推荐性措施 */
  | 'RECOMMENDED';

/** How a subject was told. 告知方式 */
export type NoticeMeans =
  /** Handed over. 直接送达 */
  | 'DELIVERED'
  /** Sent by post. 邮寄送达 */
  | 'MAILED'
  /** Sent electronically. 电子送达 */
  | 'ELECTRONIC'
  /** Published. 公告送达 */
  | 'PUBLISHED';

/** The office a person holds in an enterprise. 职务 */
export type OfficerRole =
  /** Represents the enterprise before the law. 法定代表人 */
  | 'LEGAL_REPRESENTATIVE'
  /** Leads the enterprise in fact. 主要负责人 */
  | 'PRINCIPAL'
  /** Belongs to the senior management. 高级管理人员 */
  | 'SENIOR_MANAGER'
  /** Sits on the board. 董事 */
  | 'DIRECTOR'
  /** Holds shares. 股东 */
  | 'SHAREHOLDER'
  /** Practises under a registered qualification. 注册执业人员 */
  | 'REGISTERED_PRACTITIONER';

/** Points at a region by exactly one key. 行政区划检索键 */
export type RegionKey =
  {   /** The opaque id. 标识 */
  id: string; slug?: never; gbCode?: never; }
  |  { id?: never;   /** The slug. 区划代号 */
  slug: string; gbCode?: never; }
  |  { id?: never; slug?: never;   /** The GB/T 2260 code. 行政区划代码 */
  gbCode: string; };

/** Why a measure has to be lifted (A6). 解除原因 */
export type ReleaseReason =
  /** The entry left its list. 退出名单 */
  | 'EXIT'
  /** The linked action was withdrawn. 撤回联动 */
  | 'WITHDRAWAL'
  /** The measure's longest duration has run out. 措施期限届满 */
  | 'MEASURE_ENDED'
  /** The measure or its basis no longer stands. 依据失效 */
  | 'BASIS_ENDED';

/** A person whom the decision names (§3.6). 直接责任人 */
export type ResponsibleInput = {
  /** The person. 责任人 */
  person: SubjectKey;
  /** The office held at the conduct. 职务 */
  role?: OfficerRole | null | undefined;
  /** Whether directly responsible. 是否直接责任 */
  directlyResponsible?: boolean | null | undefined;
};

/** Points at a subject by exactly one key. 信用主体检索键 */
export type SubjectKey =
  {   /** The opaque id. 标识 */
  id: string; code?: never; idNumber?: never; }
  |  { id?: never;   /** An enterprise's code. 统一社会信用代码 */
  code: string; idNumber?: never; }
  |  { id?: never; code?: never;   /** A person's citizen id. 公民身份号码 */
  idNumber: string; };

export type AcknowledgeMutationVariables = Exact<{
  input: AcknowledgeAssignmentsInput;
}>;


export type AcknowledgeMutation = { acknowledgeAssignments: { assignments: Array<{ id: string, acknowledgeBy: string, measure: { title: string }, target:
        | { name: string }
        | { name: string }
       | null }>, refusals: Array<{ code: string, message: string, path: Array<string> | null, clause: string | null, allowed: Array<string> }> } };

export type ConfirmReceiptMutationVariables = Exact<{
  input: ConfirmNotificationsInput;
}>;


export type ConfirmReceiptMutation = { confirmNotifications: { confirmedUpTo: string | null, refusals: Array<{ code: string, message: string, path: Array<string> | null, clause: string | null, allowed: Array<string> }> } };

export type FollowSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  kinds?: Array<string> | string | null | undefined;
}>;


export type FollowSubscription = { notifications:
    | { __typename: 'Notification', cursor: string, node:
        | { __typename: 'Assignment', id: string, state: AssignmentState, acknowledgeBy: string, assignedTo: { id: string }, measure: { title: string }, target:
            | { name: string }
            | { name: string }
           | null }
        | { __typename: 'CatalogueEdition' }
        | { __typename: 'Channel' }
        | { __typename: 'Department' }
        | { __typename: 'Enterprise' }
        | { __typename: 'LegalBasis' }
        | { __typename: 'LinkedAction' }
        | { __typename: 'ListEntry' }
        | { __typename: 'ListType' }
        | { __typename: 'ListingStandard' }
        | { __typename: 'Measure' }
        | { __typename: 'Objection' }
        | { __typename: 'Officership' }
        | { __typename: 'Person' }
        | { __typename: 'Publication' }
        | { __typename: 'Region' }
        | { __typename: 'Repair' }
       | null }
    | { __typename: 'Lagged' }
    | { __typename: 'CursorExpired', oldest: string }
   };

export type InboxQueryVariables = Exact<{
  after?: string | null | undefined;
  kinds?: Array<string> | string | null | undefined;
}>;


export type InboxQuery = { viewer: { department: { id: string, name: string } | null } | null, notifications: { end: string | null, hasMore: boolean, items: Array<
      | { __typename: 'Notification', cursor: string, node:
          | { __typename: 'Assignment', id: string, state: AssignmentState, acknowledgeBy: string, assignedTo: { id: string }, measure: { title: string }, target:
              | { name: string }
              | { name: string }
             | null }
          | { __typename: 'CatalogueEdition' }
          | { __typename: 'Channel' }
          | { __typename: 'Department' }
          | { __typename: 'Enterprise' }
          | { __typename: 'LegalBasis' }
          | { __typename: 'LinkedAction' }
          | { __typename: 'ListEntry' }
          | { __typename: 'ListType' }
          | { __typename: 'ListingStandard' }
          | { __typename: 'Measure' }
          | { __typename: 'Objection' }
          | { __typename: 'Officership' }
          | { __typename: 'Person' }
          | { __typename: 'Publication' }
          | { __typename: 'Region' }
          | { __typename: 'Repair' }
         | null }
      | { __typename: 'Lagged' }
      | { __typename: 'CursorExpired', oldest: string }
    > } };

export type InitiateMutationVariables = Exact<{
  input: InitiateActionInput;
}>;


export type InitiateMutation = { initiateAction: { planned: number, action: { id: string, progress: { total: number } } | null, plannedAssignments: Array<{ measure: { title: string, force: MeasureForce }, target:
        | { name: string }
        | { name: string }
      , assignedTo: { name: string } }>, unrouted: Array<{ measure: { title: string }, region: { name: string } }>, refusals: Array<{ code: string, message: string, path: Array<string> | null, clause: string | null, allowed: Array<string> }> } };

export type ListSubjectMutationVariables = Exact<{
  input: ListSubjectInput;
}>;


export type ListSubjectMutation = { listSubject: { gaps: Array<OfficerRole>, entry: { id: string, kind: ListKind, validUntil: string | null, subject:
        | { name: string }
        | { name: string }
       | null, listType: { name: string } | null } | null, refusals: Array<{ code: string, message: string, path: Array<string> | null, clause: string | null, allowed: Array<string> }> } };

export type LookUpQueryVariables = Exact<{
  by: SubjectKey;
}>;


export type LookUpQuery = { subject:
    | { name: string, listEntries: { nodes: Array<{ kind: ListKind, validUntil: string | null, listType: { name: string } | null, listedBy: { name: string } | null }>, pageInfo: { hasNextPage: boolean } }, residualEffects: { nodes: Array<{ releaseDueSince: string | null, releaseReason: ReleaseReason | null, measure: { title: string }, assignedTo: { name: string } }>, pageInfo: { hasNextPage: boolean } } }
    | { name: string, listEntries: { nodes: Array<{ kind: ListKind, validUntil: string | null, listType: { name: string } | null, listedBy: { name: string } | null }>, pageInfo: { hasNextPage: boolean } }, residualEffects: { nodes: Array<{ releaseDueSince: string | null, releaseReason: ReleaseReason | null, measure: { title: string }, assignedTo: { name: string } }>, pageInfo: { hasNextPage: boolean } } }
   | null };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}

export const AcknowledgeDocument = new TypedDocumentString(`
    mutation Acknowledge($input: AcknowledgeAssignmentsInput!) {
  acknowledgeAssignments(input: $input) {
    assignments {
      id
      acknowledgeBy
      measure {
        title
      }
      target {
        name
      }
    }
    refusals {
      code
      message
      path
      clause
      allowed
    }
  }
}
    `) as unknown as TypedDocumentString<AcknowledgeMutation, AcknowledgeMutationVariables>;
export const ConfirmReceiptDocument = new TypedDocumentString(`
    mutation ConfirmReceipt($input: ConfirmNotificationsInput!) {
  confirmNotifications(input: $input) {
    confirmedUpTo
    refusals {
      code
      message
      path
      clause
      allowed
    }
  }
}
    `) as unknown as TypedDocumentString<ConfirmReceiptMutation, ConfirmReceiptMutationVariables>;
export const FollowDocument = new TypedDocumentString(`
    subscription Follow($after: FeedCursor, $kinds: [String!]) {
  notifications(after: $after, kinds: $kinds) {
    __typename
    ... on Notification {
      cursor
      node {
        __typename
        ... on Assignment {
          id
          state
          acknowledgeBy
          assignedTo {
            id
          }
          measure {
            title
          }
          target {
            name
          }
        }
      }
    }
    ... on CursorExpired {
      oldest
    }
  }
}
    `) as unknown as TypedDocumentString<FollowSubscription, FollowSubscriptionVariables>;
export const InboxDocument = new TypedDocumentString(`
    query Inbox($after: FeedCursor, $kinds: [String!]) {
  viewer {
    department {
      id
      name
    }
  }
  notifications(after: $after, kinds: $kinds, first: 100) {
    items {
      __typename
      ... on Notification {
        cursor
        node {
          __typename
          ... on Assignment {
            id
            state
            acknowledgeBy
            assignedTo {
              id
            }
            measure {
              title
            }
            target {
              name
            }
          }
        }
      }
      ... on CursorExpired {
        oldest
      }
    }
    end
    hasMore
  }
}
    `) as unknown as TypedDocumentString<InboxQuery, InboxQueryVariables>;
export const InitiateDocument = new TypedDocumentString(`
    mutation Initiate($input: InitiateActionInput!) {
  initiateAction(input: $input) {
    action {
      id
      progress {
        total
      }
    }
    planned
    plannedAssignments(first: 100) {
      measure {
        title
        force
      }
      target {
        name
      }
      assignedTo {
        name
      }
    }
    unrouted {
      measure {
        title
      }
      region {
        name
      }
    }
    refusals {
      code
      message
      path
      clause
      allowed
    }
  }
}
    `) as unknown as TypedDocumentString<InitiateMutation, InitiateMutationVariables>;
export const ListSubjectDocument = new TypedDocumentString(`
    mutation ListSubject($input: ListSubjectInput!) {
  listSubject(input: $input) {
    entry {
      id
      kind
      validUntil
      subject {
        name
      }
      listType {
        name
      }
    }
    gaps
    refusals {
      code
      message
      path
      clause
      allowed
    }
  }
}
    `) as unknown as TypedDocumentString<ListSubjectMutation, ListSubjectMutationVariables>;
export const LookUpDocument = new TypedDocumentString(`
    query LookUp($by: SubjectKey!) {
  subject(by: $by) {
    name
    listEntries(inForce: true, first: 100) {
      nodes {
        kind
        validUntil
        listType {
          name
        }
        listedBy {
          name
        }
      }
      pageInfo {
        hasNextPage
      }
    }
    residualEffects(first: 100) {
      nodes {
        releaseDueSince
        releaseReason
        measure {
          title
        }
        assignedTo {
          name
        }
      }
      pageInfo {
        hasNextPage
      }
    }
  }
}
    `) as unknown as TypedDocumentString<LookUpQuery, LookUpQueryVariables>;