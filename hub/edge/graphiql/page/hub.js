// The page at /graphql: GraphiQL with the hub's operations in its tabs, asking as the caller of the bar above.
import { createRoot, GraphiQL, React, useEditorContext } from "../vendor/graphiql.js";
import { callerBar } from "./caller.js";
import { ask, fetcher } from "./fetcher.js";
import { learn } from "./learning.js";
import { tabs } from "./operations.js";

const ready = tabs(new Date());
// What is typed stays in this tab of the browser, and goes with it: it may hold a citizen's number.
const storage = window.sessionStorage;
if (storage.getItem("graphiql:tabState") === null) {
  // GraphiQL takes the first tab's query from the tab, but its variables from here.
  storage.setItem("graphiql:variables", ready[0].variables);
}

const caller = callerBar((token, query) => ask(token, { query }));
let operations = null;
let variables = null;

// What an answer teaches goes into the variables that the next operation of the tab needs, in plain sight.
function learned(answer) {
  const given = variables?.getValue() ?? "";
  const more = learn(answer, given);
  if (more !== null) variables.setValue(more);
}

// Of several operations in a tab, the one that runs is brought to the top.
function revealed(name) {
  const text = operations?.getValue() ?? "";
  const at = text.search(new RegExp(`(query|mutation|subscription) +${name}\\b`));
  if (!name || at < 0) return;
  const gap = text.lastIndexOf("\n\n", at); // its comment stands before it
  operations.setCursor(operations.posFromIndex(at));
  operations.scrollTo(null, operations.charCoords(operations.posFromIndex(gap < 0 ? 0 : gap + 2), "local").top);
}

function Editors() {
  const { queryEditor, variableEditor, responseEditor } = useEditorContext({ nonNull: true });
  React.useEffect(() => {
    operations = queryEditor;
    variables = variableEditor;
    for (const editor of [queryEditor, variableEditor, responseEditor]) {
      editor?.setOption("lineWrapping", true);
      // The tab key goes on to the next control, as everywhere else: who uses no mouse must get out again.
      editor?.addKeyMap({ Tab: false, "Shift-Tab": false });
    }
  }, [queryEditor, variableEditor, responseEditor]);
  return null;
}

createRoot(document.getElementById("hub-graphiql")).render(
  React.createElement(
    GraphiQL,
    {
      fetcher: fetcher(() => caller.token, revealed, learned),
      defaultTabs: ready,
      defaultEditorToolsVisibility: "variables",
      storage,
      shouldPersistHeaders: false,
      isHeadersEditorEnabled: false, // the token has its own place
      inputValueDeprecation: true,
      schemaDescription: true,
    },
    React.createElement(Editors),
  ),
);
