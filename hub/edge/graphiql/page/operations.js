// The ready operations, a tab each, in the order of the story; they run on the demo city as they stand.
// A tab is titled with the name of its first operation.

const COMPANY = "91350581X000000437";

const LOOK_UP = `# 查询企业:公众可查;部门看得更多。
# Look up a company: the public may, too;
# a department sees more.
query LookUpCompany($code: UnifiedSocialCreditCode!) {
  subject(by: {code: $code}) {
    name
    region { name }
    listEntries(inForce: true) {
      nodes {
        kind
        listType { name }
        listedBy { name }
        validFrom
        validUntil
      }
    }
    residualEffects { totalCount }
  }
}

# 只知道名称时:仅供查看,不得作为办理依据。
# Only the name is known? To be viewed, never acted on.
query FindByName($name: String!) {
  searchSubjects(name: $name, first: 5) {
    totalCount
    nodes {
      name
      region { name }
      ... on Enterprise { code }
    }
  }
}
`;

const WORKLIST = `# 本部门的任务,早的在前。
# My department's worklist, oldest first.
query MyWorklist(
  $states: [AssignmentState!]
  $overdue: Boolean
) {
  viewer {
    department {
      name
      assignments(
        states: $states
        overdue: $overdue
        first: 10
      ) {
        totalCount
        nodes {
          state
          overdue
          acknowledgeBy
          implementBy
          measure { code title force }
          target { name }
          action { initiatedBy { name } }
        }
      }
    }
  }
}
`;

const LIST = `# 一、列入黑名单(以石狮市税务局的身份)。
# 条目标识会填进下面的变量。
# 1. List a company, as shishi-taxation.
# The entry's id is filled in below.
mutation ListCompany($listing: ListSubjectInput!) {
  listSubject(input: $listing) {
    entry {
      id
      kind
      validFrom
      validUntil
      followedBy { kind validFrom }
    }
    gaps
    refusals { code message path clause }
  }
}

# 二、试运行:看会下达哪些任务,什么也不做。
# 2. A dry run: what it would make; nothing is done.
mutation TryInitiating(
  $entry: ID!
  $regions: [RegionKey!]
) {
  initiateAction(
    input: {
      entry: $entry
      regions: $regions
      dryRun: true
    }
  ) {
    planned
    plannedAssignments(first: 10) {
      measure { title force }
      target { name }
      assignedTo { name }
    }
    unrouted {
      measure { title }
      region { name }
      function
    }
    refusals { code message path clause }
  }
}

# 三、发起联动:任务、通知一并下达。
# 3. Initiate: assignments and notifications together.
mutation Initiate(
  $entry: ID!
  $regions: [RegionKey!]
) {
  initiateAction(
    input: {
      entry: $entry
      regions: $regions
      operator: "示例经办员甲"
    }
  ) {
    action {
      id
      progress {
        total
        issued
        acknowledged
        implemented
      }
    }
    planned
    refusals { code message path clause }
  }
}
`;

const RESPOND = `# 一、等待确认的任务(例如鲤城区市场监督管理局)。
# 前两件的标识会填进下面的变量。
# 1. What waits to be taken on, for example
# by licheng-market-regulation.
# The first two ids are filled in below.
query WaitingForMe {
  viewer {
    department {
      name
      waiting: assignments(states: [ISSUED], first: 10) {
        totalCount
        nodes {
          id
          acknowledgeBy
          measure { title }
          target { name }
        }
      }
    }
  }
}

# 二、确认。
# 2. Acknowledge.
mutation Acknowledge($assignments: [ID!]!) {
  acknowledgeAssignments(
    input: {
      assignments: $assignments
      operator: "示例经办员乙"
    }
  ) {
    assignments {
      id
      state
      acknowledgedAt
      implementBy
    }
    refusals { code message path clause allowed }
  }
}

# 三、反馈执行情况。
# 3. Report what was done.
mutation Report($assignment: ID!, $doneOn: Date!) {
  reportImplementation(
    input: {
      assignment: $assignment
      result: APPLIED
      doneOn: $doneOn
      note: "已落实(示例)"
      operator: "示例经办员乙"
    }
  ) {
    assignment {
      id
      state
      feedback { result doneOn note operator }
    }
    refusals { code message path clause allowed }
  }
}
`;

const FOLLOW = `# 即时接收本部门的信息推送:
# 在浏览器的另一个标签页里办理,这里就会显示。
# Follow the department's inbox, live: act in another
# tab of the browser, and see it here.
# after: 空 = 从现在开始;上一条的 cursor = 接着读。
# after: null = from now on; a cursor = go on there.
subscription FollowNotifications(
  $after: FeedCursor
  $kinds: [String!]
) {
  notifications(after: $after, kinds: $kinds) {
    __typename
    ... on Notification {
      cursor
      kind
      occurredAt
      node {
        __typename
        ... on Assignment {
          state
          measure { title }
          target { name }
        }
        ... on ListEntry {
          kind
          subject { name }
          listType { name }
        }
        ... on LinkedAction {
          initiatedBy { name }
          progress { total issued }
        }
      }
    }
    ... on Lagged { from to missed }
    ... on CursorExpired { oldest }
  }
}
`;

const RESTRICTS = `# 谁还在限制这家企业:名单已退出、尚未解除的措施。
# Who still restricts this company: its entries ended,
# these sanctions are not lifted yet.
query WhoStillRestricts(
  $code: UnifiedSocialCreditCode!
) {
  subject(by: {code: $code}) {
    name
    listEntries {
      nodes { kind inForce exitedOn exitGround }
    }
    residualEffects(first: 20) {
      totalCount
      nodes {
        measure { title }
        assignedTo { name }
        releaseReason
        releaseDueSince
        releaseBy
      }
    }
  }
}

# 找几家措施待解除的企业;一家的代码会填进变量。
# Find some such companies; the code of one is filled in.
query ToBeLifted {
  toBeLifted: assignments(states: [RELEASE_DUE], first: 10) {
    totalCount
    nodes {
      target {
        name
        ... on Enterprise { code }
      }
      measure { title }
      releaseBy
    }
  }
}
`;

// The tabs for a page opened at `now`; days are days in Quanzhou.
export function tabs(now) {
  const today = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" }).format(now);
  const year = Number(today.slice(0, 4));
  const document = `狮税稽罚〔${year}〕示例7号`;
  const listing = {
    subject: { code: COMPANY },
    listType: "taxation-black",
    documentNumber: document,
    facts: "采取虚假纳税申报手段少缴税款(示例)",
    criteria: ["TAX-B1"],
    evidence: [{ kind: "DECISION", document: `${document}税务行政处罚决定书` }],
    conductFrom: `${year - 2}-01-01`,
    conductTo: `${year - 1}-12-31`,
    decidedOn: today,
    validUntil: `${year + 2}-06-30`,
    noticeGivenOn: today,
    noticeMeans: "DELIVERED",
    correctBy: `${year}-12-31`,
    operator: "示例经办员甲",
  };
  const regions = [{ slug: "licheng" }, { slug: "nanan" }];
  return [
    [LOOK_UP, { code: COMPANY, name: "示例0004" }],
    [WORKLIST, { states: ["ISSUED", "ACKNOWLEDGED", "RELEASE_DUE"], overdue: null }],
    [LIST, { entry: "", regions, listing }],
    [RESPOND, { assignments: [], assignment: "", doneOn: today }],
    [FOLLOW, { after: null, kinds: null }],
    [RESTRICTS, { code: COMPANY }],
  ].map(([query, variables]) => ({ query, variables: JSON.stringify(variables, null, 2) }));
}
