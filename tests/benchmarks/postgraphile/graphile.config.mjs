// PostGraphile over the hub's tables, set up as its makers advise for production: the amber preset, nothing watched or
// explained. One condition is added, in the way they document: an entry in force today, in the words of the hub's own.
import { makePgService } from "postgraphile/adaptors/pg";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { addPgTableCondition } from "postgraphile/utils";

const InForce = addPgTableCondition(
  { serviceName: "main", schemaName: "public", tableName: "list_entry" },
  "inForce",
  (build) => ({
    description: "In force on the day given.",
    type: build.getTypeByName("Date"),
    apply(condition, day) {
      if (day == null) return;
      const { sql } = build;
      const on = sql`${sql.value(day)}::date`;
      const row = condition.alias;
      condition.where(
        sql`(not ${row}.erased and ${row}.valid_from <= ${on} and ${on} < least(${row}.exited_on, ${row}.valid_until + 1))`,
      );
    },
  }),
);

export default {
  extends: [PostGraphileAmberPreset],
  plugins: [InForce],
  pgServices: [makePgService({ connectionString: process.env.DATABASE_URL, schemas: ["public"] })],
  grafast: { explain: false },
  grafserv: { graphiql: false, watch: false, websockets: false },
};
