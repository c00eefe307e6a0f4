// The bar's right side: whose token the page asks with. It is kept in this module's memory and nowhere else.

const WHO = "query WhoAmI { viewer { department { name } duties } }";
const REGIONS = "query Regions { regions { slug name } }";
const FIRST = ["shishi-taxation", "licheng-market-regulation", "nanan-market-regulation", "jinjiang-credit-office"];

// Wires the bar up; `ask(token, query)` asks the hub. `token` of the result is the token now, "" for the public.
export function callerBar(ask) {
  const state = { token: "" };
  const field = document.getElementById("hub-token");
  const picker = document.getElementById("hub-department");
  const who = document.getElementById("hub-who");
  let turn = 0;

  async function become(token) {
    // What no header can carry is sent as something the hub refuses: never as nothing, which would be the public.
    state.token = /^[\x21-\x7e]*$/.test(token) ? token : "malformed";
    turn += 1;
    const mine = turn;
    if (!token) return show("public", "公众 The public");
    show("asking", "…");
    const answer = await ask(state.token, WHO);
    if (mine !== turn) return undefined;
    const viewer = answer.data?.viewer;
    if (viewer?.department) return show("known", viewer.department.name, viewer.duties.join(" "));
    const { message = "", extensions } = answer.errors?.[0] ?? {};
    const refused = extensions?.code === "UNAUTHENTICATED";
    return show("refused", refused ? "令牌无效 Token refused" : "没有答复 No answer", message);
  }

  function show(kind, text, title = "") {
    who.dataset.caller = kind;
    who.textContent = text;
    who.title = title;
  }

  field.addEventListener("change", () => {
    picker.value = "";
    become(field.value.trim().replace(/^bearer +/i, ""));
  });
  picker.addEventListener("change", () => {
    field.value = picker.value;
    become(picker.value);
  });
  become("");
  offer(ask, picker);
  return state;
}

// The demo's departments, if this hub tells them: only a hub with the demo city does, on this machine, to this page.
async function offer(ask, picker) {
  const told = document.querySelector('meta[name="hub-callers"]')?.content;
  if (!told) return;
  let callers;
  try {
    const answer = await fetch(new URL(told, location.href), {
      headers: { "x-hub-page": "graphiql" },
      cache: "no-store",
      credentials: "omit",
    });
    callers = answer.status === 200 ? await answer.json() : [];
  } catch {
    return;
  }
  if (callers.length === 0) return;
  const regions = (await ask("", REGIONS)).data?.regions ?? [];
  const tour = FIRST.map((slug) => callers.find((caller) => caller.slug === slug)).filter(Boolean);
  picker.replaceChildren(
    new Option("公众 The public", ""),
    group("导览 The tour", tour),
    ...regions.map(({ slug, name }) => group(name, callers.filter((caller) => caller.region === slug))),
  );
  document.getElementById("hub-picker").hidden = false;
}

function group(label, callers) {
  const made = document.createElement("optgroup");
  made.label = label;
  made.append(...callers.map(({ name, slug, token }) => new Option(`${name} ${slug}`, token)));
  made.hidden = callers.length === 0;
  return made;
}
