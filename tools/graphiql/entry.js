// What the hub's page takes from others. Its own code, in hub/edge/graphiql/page, is served as it is written.
export * as React from "react";
export { createRoot } from "react-dom/client";
export { GraphiQL } from "graphiql";
export { useEditorContext, useSchemaStore } from "@graphiql/react";
export { createClient } from "graphql-ws";
