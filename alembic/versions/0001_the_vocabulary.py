"""The vocabulary of the notice as far as listing, linked actions and the inbox need it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create every table; btree_gist lets EXCLUDE compare ids beside ranges."""
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    op.create_table(
        "calendar_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("working", sa.Boolean(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_calendar_day")),
    )
    op.create_table(
        "function",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_function")),
    )
    op.create_table(
        "legal_basis",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("document_number", sa.Text(), nullable=True),
        sa.Column("article", sa.Text(), nullable=True),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("in_force_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "level IN ('LAW', 'ADMINISTRATIVE_REGULATION', 'LOCAL_REGULATION', 'CENTRAL_POLICY', 'DEPARTMENT_RULE', 'LOCAL_RULE', 'NORMATIVE_DOCUMENT')",
            name=op.f("ck_legal_basis_level_known"),
        ),
        sa.CheckConstraint(
            "in_force_to IS NULL OR in_force_to >= in_force_from", name=op.f("ck_legal_basis_dates_in_order")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_basis")),
        sa.UniqueConstraint(
            "act",
            "document_number",
            "article",
            "level",
            "in_force_from",
            "in_force_to",
            name="uq_legal_basis_act",
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_table(
        "mandatory_level",
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "level IN ('LAW', 'ADMINISTRATIVE_REGULATION', 'LOCAL_REGULATION', 'CENTRAL_POLICY', 'DEPARTMENT_RULE', 'LOCAL_RULE', 'NORMATIVE_DOCUMENT')",
            name=op.f("ck_mandatory_level_level_known"),
        ),
        sa.PrimaryKeyConstraint("level", "valid_from", name=op.f("pk_mandatory_level")),
    )
    op.create_table(
        "parameter",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", "valid_from", name=op.f("pk_parameter")),
    )
    op.create_table(
        "permitted_level",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('RED', 'BLACK', 'WATCH')", name=op.f("ck_permitted_level_kind_known")),
        sa.CheckConstraint(
            "level IN ('LAW', 'ADMINISTRATIVE_REGULATION', 'LOCAL_REGULATION', 'CENTRAL_POLICY', 'DEPARTMENT_RULE', 'LOCAL_RULE', 'NORMATIVE_DOCUMENT')",
            name=op.f("ck_permitted_level_level_known"),
        ),
        sa.CheckConstraint(
            "scope IN ('NATIONAL', 'PROVINCIAL', 'LOCAL')", name=op.f("ck_permitted_level_scope_known")
        ),
        sa.PrimaryKeyConstraint("kind", "scope", "level", "valid_from", name=op.f("pk_permitted_level")),
    )
    op.create_table(
        "region",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("gb_code", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("takes_part", sa.Boolean(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("gb_code ~ '^[0-9]{6}$'", name=op.f("ck_region_gb_code_of_six_digits")),
        sa.ForeignKeyConstraint(["parent_id"], ["region.id"], name=op.f("fk_region_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_region")),
        sa.UniqueConstraint("gb_code", name=op.f("uq_region_gb_code")),
        sa.UniqueConstraint("slug", name=op.f("uq_region_slug")),
    )
    op.create_index(op.f("ix_region_parent_id"), "region", ["parent_id"], unique=False)
    op.create_table(
        "department",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("successor_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("successor_id <> id", name=op.f("ck_department_successor_is_another")),
        sa.CheckConstraint(
            "successor_id IS NULL OR valid_to IS NOT NULL", name=op.f("ck_department_successor_after_end")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_department_dates_in_order")
        ),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_department_region_id")),
        sa.ForeignKeyConstraint(["successor_id"], ["department.id"], name=op.f("fk_department_successor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department")),
        sa.UniqueConstraint("slug", name=op.f("uq_department_slug")),
    )
    op.create_index(op.f("ix_department_region_id"), "department", ["region_id"], unique=False)
    op.create_index(op.f("ix_department_successor_id"), "department", ["successor_id"], unique=False)
    op.create_table(
        "list_type",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("lead_function", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=True),
        sa.Column("fresh_within_days", sa.SmallInteger(), nullable=False),
        sa.Column("current_as_of", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(scope = 'NATIONAL') = (region_id IS NULL)", name=op.f("ck_list_type_region_below_national")
        ),
        sa.CheckConstraint("kind IN ('RED', 'BLACK', 'WATCH')", name=op.f("ck_list_type_kind_known")),
        sa.CheckConstraint(
            "scope IN ('NATIONAL', 'PROVINCIAL', 'LOCAL')", name=op.f("ck_list_type_scope_known")
        ),
        sa.CheckConstraint("fresh_within_days > 0", name=op.f("ck_list_type_fresh_within_days_positive")),
        sa.ForeignKeyConstraint(
            ["lead_function"], ["function.code"], name=op.f("fk_list_type_lead_function")
        ),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_list_type_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_type")),
        sa.UniqueConstraint("slug", name=op.f("uq_list_type_slug")),
    )
    op.create_index(op.f("ix_list_type_field"), "list_type", ["field"], unique=False)
    op.create_table(
        "audit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("department_id", sa.Uuid(), nullable=True),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("objects", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_audit_department_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_table(
        "catalogue_edition",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("effective_to", sa.Date(), nullable=True),
        sa.Column("published_by", sa.Uuid(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.text("daterange(effective_from, effective_to, '[]')"), "&&"),
            using="gist",
            name="ex_catalogue_edition_one_in_force",
        ),
        sa.CheckConstraint(
            "effective_to IS NULL OR effective_to >= effective_from",
            name=op.f("ck_catalogue_edition_dates_in_order"),
        ),
        sa.ForeignKeyConstraint(
            ["published_by"], ["department.id"], name=op.f("fk_catalogue_edition_published_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_edition")),
        sa.UniqueConstraint("name", name=op.f("uq_catalogue_edition_name")),
    )
    op.create_table(
        "department_function",
        sa.Column("department_id", sa.Uuid(), nullable=False),
        sa.Column("function", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_department_function_department_id")
        ),
        sa.ForeignKeyConstraint(
            ["function"], ["function.code"], name=op.f("fk_department_function_function")
        ),
        sa.PrimaryKeyConstraint("department_id", "function", name=op.f("pk_department_function")),
    )
    op.create_index(
        "ix_department_function_function", "department_function", ["function", "department_id"], unique=False
    )
    op.create_table(
        "department_serves",
        sa.Column("department_id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_department_serves_department_id")
        ),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_department_serves_region_id")),
        sa.PrimaryKeyConstraint("department_id", "region_id", name=op.f("pk_department_serves")),
    )
    op.create_index(
        "ix_department_serves_region_id", "department_serves", ["region_id", "department_id"], unique=False
    )
    op.create_table(
        "history",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=True),
        sa.Column("assignment_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("department_id", sa.Uuid(), nullable=True),
        sa.Column("operator", sa.Text(), nullable=True),
        sa.Column("clause", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "num_nonnulls(entry_id, assignment_id) = 1", name=op.f("ck_history_of_one_object")
        ),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_history_department_id")),
        sa.PrimaryKeyConstraint("bucket", "id", name=op.f("pk_history")),
    )
    op.create_index("ix_history_assignment", "history", ["bucket", "assignment_id", "id"], unique=False)
    op.create_index("ix_history_entry", "history", ["bucket", "entry_id", "id"], unique=False)
    op.create_table(
        "idempotency",
        sa.Column("department_id", sa.Uuid(), nullable=False),
        sa.Column("mutation", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("input_hash", sa.LargeBinary(), nullable=False),
        sa.Column("result", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("object_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("length(key) BETWEEN 1 AND 128", name=op.f("ck_idempotency_key_length")),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_idempotency_department_id")
        ),
        sa.PrimaryKeyConstraint("department_id", "mutation", "key", name=op.f("pk_idempotency")),
    )
    op.create_index("ix_idempotency_created_at", "idempotency", ["created_at"], unique=False)
    op.create_index("ix_idempotency_object_id", "idempotency", ["object_id"], unique=False)
    op.create_table(
        "inbox",
        sa.Column("department_id", sa.Uuid(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("head", sa.BigInteger(), nullable=False),
        sa.Column("oldest", sa.BigInteger(), nullable=False),
        sa.Column("confirmed", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "confirmed <= head AND oldest <= head + 1", name=op.f("ck_inbox_numbers_in_order")
        ),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_inbox_department_id")),
        sa.PrimaryKeyConstraint("department_id", name=op.f("pk_inbox")),
    )
    op.create_table(
        "listing_standard",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("list_type_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("basis_id", sa.Uuid(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("effective_to", sa.Date(), nullable=True),
        sa.Column("min_term_months", sa.SmallInteger(), nullable=False),
        sa.Column("max_term_months", sa.SmallInteger(), nullable=False),
        sa.Column("watch_term_months", sa.SmallInteger(), nullable=True),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("correctable", sa.Boolean(), nullable=False),
        sa.Column("repairable", sa.Boolean(), nullable=False),
        sa.Column("repair_earliest_months", sa.SmallInteger(), nullable=True),
        sa.Column("repair_decision_days", sa.SmallInteger(), nullable=True),
        sa.Column("repair_requirements", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("list_type_id"), "="),
            (sa.text("daterange(effective_from, effective_to, '[]')"), "&&"),
            using="gist",
            name="ex_listing_standard_one_in_force",
        ),
        sa.CheckConstraint(
            "0 < min_term_months AND min_term_months <= max_term_months",
            name=op.f("ck_listing_standard_terms_in_order"),
        ),
        sa.CheckConstraint(
            "effective_to IS NULL OR effective_to >= effective_from",
            name=op.f("ck_listing_standard_dates_in_order"),
        ),
        sa.CheckConstraint("watch_term_months > 0", name=op.f("ck_listing_standard_watch_term_positive")),
        sa.ForeignKeyConstraint(["basis_id"], ["legal_basis.id"], name=op.f("fk_listing_standard_basis_id")),
        sa.ForeignKeyConstraint(
            ["list_type_id"], ["list_type.id"], name=op.f("fk_listing_standard_list_type_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing_standard")),
        sa.UniqueConstraint("list_type_id", "version", name=op.f("uq_listing_standard_list_type_id_version")),
    )
    op.create_table(
        "notification",
        sa.Column("department_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("object_type", sa.Text(), nullable=False),
        sa.Column("object_bucket", sa.SmallInteger(), nullable=True),
        sa.Column("object_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('entry_listed', 'entry_exited', 'entry_reinstated', 'entry_prolonged', 'action_initiated', 'action_withdrawn', 'measure_unrouted', 'assignment_issued', 'assignment_continued', 'assignment_acknowledged', 'assignment_declined', 'assignment_implemented', 'assignment_withdrawn', 'assignment_release_due', 'assignment_released', 'warning_due', 'watch_list_missing')",
            name=op.f("ck_notification_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_notification_department_id")
        ),
        sa.PrimaryKeyConstraint("department_id", "number", name=op.f("pk_notification")),
    )
    op.create_table(
        "subject",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_grams", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("id_hash", sa.LargeBinary(), nullable=True),
        sa.Column("id_cipher", sa.LargeBinary(), nullable=True),
        sa.Column("id_key", sa.Text(), nullable=True),
        sa.Column("id_masked", sa.Text(), nullable=True),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registered_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(type = 'Enterprise' AND code IS NOT NULL AND id_hash IS NULL) OR (type = 'Person' AND code IS NULL AND id_hash IS NOT NULL AND id_cipher IS NOT NULL AND id_key IS NOT NULL AND id_masked IS NOT NULL)",
            name=op.f("ck_subject_key_of_its_type"),
        ),
        sa.CheckConstraint("type IN ('Enterprise', 'Person')", name=op.f("ck_subject_type_known")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_subject_region_id")),
        sa.ForeignKeyConstraint(["registered_by"], ["department.id"], name=op.f("fk_subject_registered_by")),
        sa.PrimaryKeyConstraint("bucket", "id", name=op.f("pk_subject")),
        sa.UniqueConstraint("bucket", "code", name=op.f("uq_subject_bucket_code")),
        sa.UniqueConstraint("bucket", "id_hash", name=op.f("uq_subject_bucket_id_hash")),
    )
    op.create_index("ix_subject_id", "subject", ["id"], unique=False)
    op.create_index("ix_subject_name_grams", "subject", ["name_grams"], unique=False, postgresql_using="gin")
    op.create_index(op.f("ix_subject_region_id"), "subject", ["region_id"], unique=False)
    op.create_table(
        "token",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("department_id", sa.Uuid(), nullable=False),
        sa.Column("duties", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "duties <@ ARRAY['READ', 'READ_PERSONS', 'REGISTER', 'LIST', 'INITIATE', 'RESPOND', 'OBJECT', 'REPAIR', 'CHECK', 'CATALOGUE', 'SUPERVISE', 'ADMINISTER']::text[]",
            name=op.f("ck_token_duties_known"),
        ),
        sa.CheckConstraint("cardinality(duties) > 0", name=op.f("ck_token_duties_named")),
        sa.CheckConstraint("expires_at > created_at", name=op.f("ck_token_expires_later")),
        sa.CheckConstraint("octet_length(hash) = 32", name=op.f("ck_token_hash_of_256_bits")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_token_department_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_token")),
        sa.UniqueConstraint("hash", name=op.f("uq_token_hash")),
    )
    op.create_index(op.f("ix_token_department_id"), "token", ["department_id"], unique=False)
    op.create_table(
        "audit_content",
        sa.Column("audit_id", sa.Uuid(), nullable=False),
        sa.Column("bucket", sa.SmallInteger(), nullable=True),
        sa.Column("object_id", sa.Uuid(), nullable=True),
        sa.Column("row_key", sa.LargeBinary(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=op.f("fk_audit_content_audit_id")),
        sa.PrimaryKeyConstraint("audit_id", name=op.f("pk_audit_content")),
    )
    op.create_index("ix_audit_content_object", "audit_content", ["object_id"], unique=False)
    op.create_table(
        "criterion",
        sa.Column("standard_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("group", sa.Text(), nullable=True),
        sa.Column("severity", sa.Text(), nullable=True),
        sa.Column("occurrences", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint(
            "severity IN ('SERIOUS', 'RATHER_SERIOUS', 'MINOR')", name=op.f("ck_criterion_severity_known")
        ),
        sa.CheckConstraint("occurrences > 0", name=op.f("ck_criterion_occurrences_positive")),
        sa.ForeignKeyConstraint(
            ["standard_id"], ["listing_standard.id"], name=op.f("fk_criterion_standard_id")
        ),
        sa.PrimaryKeyConstraint("standard_id", "code", name=op.f("pk_criterion")),
    )
    op.create_table(
        "list_entry",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("erased", sa.Boolean(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("list_type_id", sa.Uuid(), nullable=True),
        sa.Column("standard_id", sa.Uuid(), nullable=True),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("listed_by", sa.Uuid(), nullable=True),
        sa.Column("supplied_by", sa.Uuid(), nullable=True),
        sa.Column("region_id", sa.Uuid(), nullable=True),
        sa.Column("document_number", sa.Text(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=True),
        sa.Column("conduct_from", sa.Date(), nullable=True),
        sa.Column("conduct_to", sa.Date(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("notice_given_on", sa.Date(), nullable=True),
        sa.Column("notice_means", sa.Text(), nullable=True),
        sa.Column("correct_by", sa.Date(), nullable=True),
        sa.Column("watch_term_months", sa.SmallInteger(), nullable=True),
        sa.Column("exited_on", sa.Date(), nullable=True),
        sa.Column("exited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("exit_ground", sa.Text(), nullable=True),
        sa.Column("exit_facts", sa.Text(), nullable=True),
        sa.Column("exit_standard_id", sa.Uuid(), nullable=True),
        sa.Column("caused_by_id", sa.Uuid(), nullable=True),
        sa.Column("follows_id", sa.Uuid(), nullable=True),
        sa.Column("own_until", sa.Date(), nullable=True),
        postgresql.ExcludeConstraint(
            (sa.column("bucket"), "="),
            (sa.column("subject_id"), "="),
            (sa.column("list_type_id"), "="),
            (sa.column("listed_by"), "="),
            (
                sa.text("daterange(valid_from, greatest(valid_from, coalesce(exited_on, valid_until + 1)))"),
                "&&",
            ),
            using="gist",
            name="ex_list_entry_one_in_force",
        ),
        sa.CheckConstraint(
            "NOT erased OR (exit_ground = 'ERROR' AND num_nonnulls(subject_id, facts, document_number, conduct_from, conduct_to, caused_by_id, follows_id, exit_facts) = 0)",
            name=op.f("ck_list_entry_empty_once_erased"),
        ),
        sa.CheckConstraint(
            "exit_ground IN ('ERROR', 'REPAIRED', 'EXPIRED', 'STANDARD_CHANGED', 'ADVERSE_LISTING', 'MISUSE', 'ESCALATED')",
            name=op.f("ck_list_entry_exit_ground_known"),
        ),
        sa.CheckConstraint("kind IN ('RED', 'BLACK', 'WATCH')", name=op.f("ck_list_entry_kind_known")),
        sa.CheckConstraint(
            "notice_means IN ('DELIVERED', 'MAILED', 'ELECTRONIC', 'PUBLISHED')",
            name=op.f("ck_list_entry_notice_means_known"),
        ),
        sa.CheckConstraint("conduct_to >= conduct_from", name=op.f("ck_list_entry_conduct_in_order")),
        sa.CheckConstraint(
            "erased OR (subject_id IS NOT NULL AND list_type_id IS NOT NULL AND standard_id IS NOT NULL AND listed_by IS NOT NULL AND supplied_by IS NOT NULL AND decided_on IS NOT NULL AND valid_from IS NOT NULL AND valid_until IS NOT NULL)",
            name=op.f("ck_list_entry_complete_unless_erased"),
        ),
        sa.CheckConstraint(
            "notice_given_on <= valid_from", name=op.f("ck_list_entry_notice_before_validity")
        ),
        sa.CheckConstraint(
            "num_nonnulls(exited_on, exited_at, exit_ground) IN (0, 3)",
            name=op.f("ck_list_entry_exit_complete"),
        ),
        sa.CheckConstraint("valid_from >= decided_on", name=op.f("ck_list_entry_valid_after_decision")),
        sa.CheckConstraint("valid_until >= valid_from", name=op.f("ck_list_entry_validity_in_order")),
        sa.CheckConstraint("watch_term_months > 0", name=op.f("ck_list_entry_watch_term_positive")),
        sa.ForeignKeyConstraint(
            ["bucket", "caused_by_id"],
            ["list_entry.bucket", "list_entry.id"],
            name=op.f("fk_list_entry_bucket_caused_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["bucket", "follows_id"],
            ["list_entry.bucket", "list_entry.id"],
            name=op.f("fk_list_entry_bucket_follows_id"),
        ),
        sa.ForeignKeyConstraint(
            ["bucket", "subject_id"],
            ["subject.bucket", "subject.id"],
            name=op.f("fk_list_entry_bucket_subject_id"),
        ),
        sa.ForeignKeyConstraint(
            ["exit_standard_id"], ["listing_standard.id"], name=op.f("fk_list_entry_exit_standard_id")
        ),
        sa.ForeignKeyConstraint(["list_type_id"], ["list_type.id"], name=op.f("fk_list_entry_list_type_id")),
        sa.ForeignKeyConstraint(["listed_by"], ["department.id"], name=op.f("fk_list_entry_listed_by")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_list_entry_region_id")),
        sa.ForeignKeyConstraint(
            ["standard_id"], ["listing_standard.id"], name=op.f("fk_list_entry_standard_id")
        ),
        sa.ForeignKeyConstraint(["supplied_by"], ["department.id"], name=op.f("fk_list_entry_supplied_by")),
        sa.PrimaryKeyConstraint("bucket", "id", name=op.f("pk_list_entry")),
    )
    op.create_index(
        "ix_list_entry_caused_by",
        "list_entry",
        ["bucket", "caused_by_id"],
        unique=False,
        postgresql_where=sa.text("caused_by_id IS NOT NULL"),
    )
    op.create_index(
        "ix_list_entry_follows",
        "list_entry",
        ["bucket", "follows_id"],
        unique=False,
        postgresql_where=sa.text("follows_id IS NOT NULL"),
    )
    op.create_index("ix_list_entry_id", "list_entry", ["id"], unique=False)
    op.create_index("ix_list_entry_list_type", "list_entry", ["list_type_id", "id"], unique=False)
    op.create_index("ix_list_entry_listed_by", "list_entry", ["listed_by", "id"], unique=False)
    op.create_index("ix_list_entry_region", "list_entry", ["region_id", "id"], unique=False)
    op.create_index("ix_list_entry_subject", "list_entry", ["bucket", "subject_id", "id"], unique=False)
    op.create_table(
        "measure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("force", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("implementing_function", sa.Text(), nullable=False),
        sa.Column("targets", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("criteria_groups", sa.ARRAY(sa.Text()), nullable=True),
        sa.Column("acknowledge_within_days", sa.SmallInteger(), nullable=False),
        sa.Column("implement_within_days", sa.SmallInteger(), nullable=False),
        sa.Column("release_within_days", sa.SmallInteger(), nullable=False),
        sa.Column("max_months", sa.SmallInteger(), nullable=True),
        sa.Column("filed_by", sa.Uuid(), nullable=True),
        sa.Column("basis_id", sa.Uuid(), nullable=False),
        sa.Column("memorandum", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "category IN ('ADMINISTRATIVE', 'MARKET', 'INDUSTRY', 'SOCIAL')",
            name=op.f("ck_measure_category_known"),
        ),
        sa.CheckConstraint("force IN ('MANDATORY', 'RECOMMENDED')", name=op.f("ck_measure_force_known")),
        sa.CheckConstraint("side IN ('INCENTIVE', 'SANCTION')", name=op.f("ck_measure_side_known")),
        sa.CheckConstraint(
            "targets <@ ARRAY['SUBJECT', 'LEGAL_REPRESENTATIVE', 'PRINCIPAL', 'DIRECTLY_RESPONSIBLE', 'SENIOR_MANAGER', 'DIRECTOR', 'SHAREHOLDER', 'REGISTERED_PRACTITIONER']::text[]",
            name=op.f("ck_measure_targets_known"),
        ),
        sa.CheckConstraint(
            "acknowledge_within_days > 0 AND implement_within_days > 0 AND release_within_days > 0",
            name=op.f("ck_measure_days_positive"),
        ),
        sa.CheckConstraint("cardinality(targets) > 0", name=op.f("ck_measure_targets_named")),
        sa.CheckConstraint("max_months > 0", name=op.f("ck_measure_max_months_positive")),
        sa.ForeignKeyConstraint(["basis_id"], ["legal_basis.id"], name=op.f("fk_measure_basis_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["catalogue_edition.id"], name=op.f("fk_measure_edition_id")),
        sa.ForeignKeyConstraint(["filed_by"], ["department.id"], name=op.f("fk_measure_filed_by")),
        sa.ForeignKeyConstraint(
            ["implementing_function"], ["function.code"], name=op.f("fk_measure_implementing_function")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure")),
        sa.UniqueConstraint("edition_id", "code", name=op.f("uq_measure_edition_id_code")),
    )
    op.create_index(
        "ix_measure_edition_id_implementing_function",
        "measure",
        ["edition_id", "implementing_function"],
        unique=False,
    )
    op.create_table(
        "officership",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("person_bucket", sa.SmallInteger(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        postgresql.ExcludeConstraint(
            (sa.column("bucket"), "="),
            (sa.column("enterprise_id"), "="),
            (sa.column("person_id"), "="),
            (sa.column("role"), "="),
            (sa.text("daterange(since, until, '[]')"), "&&"),
            using="gist",
            name="ex_officership_once_at_a_time",
        ),
        sa.CheckConstraint(
            "role IN ('LEGAL_REPRESENTATIVE', 'PRINCIPAL', 'SENIOR_MANAGER', 'DIRECTOR', 'SHAREHOLDER', 'REGISTERED_PRACTITIONER')",
            name=op.f("ck_officership_role_known"),
        ),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f("ck_officership_dates_in_order")),
        sa.ForeignKeyConstraint(
            ["bucket", "enterprise_id"],
            ["subject.bucket", "subject.id"],
            name=op.f("fk_officership_bucket_enterprise_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_bucket", "person_id"],
            ["subject.bucket", "subject.id"],
            name=op.f("fk_officership_person_bucket_person_id"),
        ),
        sa.PrimaryKeyConstraint("bucket", "id", name=op.f("pk_officership")),
    )
    op.create_index(
        "ix_officership_enterprise", "officership", ["bucket", "enterprise_id", "id"], unique=False
    )
    op.create_index(
        "ix_officership_person", "officership", ["person_bucket", "person_id", "id"], unique=False
    )
    op.create_table(
        "entry_criterion",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("standard_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("times", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("times > 0", name=op.f("ck_entry_criterion_times_positive")),
        sa.ForeignKeyConstraint(
            ["bucket", "entry_id"],
            ["list_entry.bucket", "list_entry.id"],
            name=op.f("fk_entry_criterion_bucket_entry_id"),
        ),
        sa.ForeignKeyConstraint(
            ["standard_id", "code"],
            ["criterion.standard_id", "criterion.code"],
            name=op.f("fk_entry_criterion_standard_id_code"),
        ),
        sa.PrimaryKeyConstraint("bucket", "entry_id", "standard_id", "code", name=op.f("pk_entry_criterion")),
    )
    op.create_table(
        "evidence",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("supplied_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('REGISTRATION', 'DECISION', 'UNFULFILLED_JUDGMENT', 'COMMENDATION', 'OTHER_LEGAL')",
            name=op.f("ck_evidence_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["bucket", "entry_id"],
            ["list_entry.bucket", "list_entry.id"],
            name=op.f("fk_evidence_bucket_entry_id"),
        ),
        sa.ForeignKeyConstraint(["supplied_by"], ["department.id"], name=op.f("fk_evidence_supplied_by")),
        sa.PrimaryKeyConstraint("bucket", "entry_id", "position", name=op.f("pk_evidence")),
    )
    op.create_table(
        "linked_action",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("initiated_by", sa.Uuid(), nullable=False),
        sa.Column("initiated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdraw_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "num_nonnulls(withdrawn_at, withdraw_reason) IN (0, 2) OR withdraw_reason IS NULL",
            name=op.f("ck_linked_action_withdrawal_complete"),
        ),
        sa.ForeignKeyConstraint(
            ["bucket", "entry_id"],
            ["list_entry.bucket", "list_entry.id"],
            name=op.f("fk_linked_action_bucket_entry_id"),
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["catalogue_edition.id"], name=op.f("fk_linked_action_edition_id")
        ),
        sa.ForeignKeyConstraint(
            ["initiated_by"], ["department.id"], name=op.f("fk_linked_action_initiated_by")
        ),
        sa.PrimaryKeyConstraint("bucket", "id", name=op.f("pk_linked_action")),
    )
    op.create_index("ix_linked_action_entry", "linked_action", ["bucket", "entry_id", "id"], unique=False)
    op.create_index("ix_linked_action_id", "linked_action", ["id"], unique=False)
    op.create_index("ix_linked_action_initiated_by", "linked_action", ["initiated_by", "id"], unique=False)
    op.create_table(
        "measure_trigger",
        sa.Column("measure_id", sa.Uuid(), nullable=False),
        sa.Column("list_type_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["list_type_id"], ["list_type.id"], name=op.f("fk_measure_trigger_list_type_id")
        ),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name=op.f("fk_measure_trigger_measure_id")),
        sa.PrimaryKeyConstraint("measure_id", "list_type_id", name=op.f("pk_measure_trigger")),
    )
    op.create_index(
        "ix_measure_trigger_list_type_id", "measure_trigger", ["list_type_id", "measure_id"], unique=False
    )
    op.create_table(
        "responsible_person",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("person_bucket", sa.SmallInteger(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("directly_responsible", sa.Boolean(), nullable=False),
        sa.Column("officership_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "role IN ('LEGAL_REPRESENTATIVE', 'PRINCIPAL', 'SENIOR_MANAGER', 'DIRECTOR', 'SHAREHOLDER', 'REGISTERED_PRACTITIONER')",
            name=op.f("ck_responsible_person_role_known"),
        ),
        sa.ForeignKeyConstraint(
            ["bucket", "entry_id"],
            ["list_entry.bucket", "list_entry.id"],
            name=op.f("fk_responsible_person_bucket_entry_id"),
        ),
        sa.ForeignKeyConstraint(
            ["bucket", "officership_id"],
            ["officership.bucket", "officership.id"],
            name=op.f("fk_responsible_person_bucket_officership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_bucket", "person_id"],
            ["subject.bucket", "subject.id"],
            name=op.f("fk_responsible_person_person_bucket_person_id"),
        ),
        sa.PrimaryKeyConstraint("bucket", "id", name=op.f("pk_responsible_person")),
        sa.UniqueConstraint(
            "bucket",
            "entry_id",
            "person_id",
            "role",
            name="uq_responsible_person_once",
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(
        "ix_responsible_person_person",
        "responsible_person",
        ["person_bucket", "person_id", "id"],
        unique=False,
    )
    op.create_table(
        "action_region",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bucket", "action_id"],
            ["linked_action.bucket", "linked_action.id"],
            name=op.f("fk_action_region_bucket_action_id"),
        ),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_action_region_region_id")),
        sa.PrimaryKeyConstraint("bucket", "action_id", "region_id", name=op.f("pk_action_region")),
    )
    op.create_index("ix_action_region_region_id", "action_region", ["region_id", "action_id"], unique=False)
    op.create_table(
        "assignment",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("action_id", sa.Uuid(), nullable=True),
        sa.Column("entry_id", sa.Uuid(), nullable=True),
        sa.Column("measure_id", sa.Uuid(), nullable=False),
        sa.Column("measure_code", sa.Text(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("force", sa.Text(), nullable=False),
        sa.Column("target_bucket", sa.SmallInteger(), nullable=True),
        sa.Column("target_id", sa.Uuid(), nullable=True),
        sa.Column("department_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("suspended_from", sa.Text(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledge_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("implement_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("implemented_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entry_ends_on", sa.Date(), nullable=False),
        sa.Column("measure_ends_on", sa.Date(), nullable=True),
        sa.Column("release_within_days", sa.SmallInteger(), nullable=False),
        sa.Column("release_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("release_due_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("release_reason", sa.Text(), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_on", sa.Date(), nullable=True),
        sa.Column("release_note", sa.Text(), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("decline_ground", sa.Text(), nullable=True),
        sa.Column("decline_reason", sa.Text(), nullable=True),
        sa.Column("erased", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(state = 'DECLINED') = (decline_ground IS NOT NULL)",
            name=op.f("ck_assignment_decline_has_a_ground"),
        ),
        sa.CheckConstraint(
            "(state = 'SUSPENDED') = (suspended_from IS NOT NULL) AND suspended_from IN ('ISSUED', 'ACKNOWLEDGED', 'IMPLEMENTED')",
            name=op.f("ck_assignment_suspension_remembers"),
        ),
        sa.CheckConstraint(
            "decline_ground IN ('NOT_COMPETENT', 'NO_SUCH_MATTER', 'LAW_FORBIDS', 'SUBJECT_UNKNOWN_HERE', 'OTHER')",
            name=op.f("ck_assignment_decline_ground_known"),
        ),
        sa.CheckConstraint("force IN ('MANDATORY', 'RECOMMENDED')", name=op.f("ck_assignment_force_known")),
        sa.CheckConstraint(
            "release_reason IN ('EXIT', 'WITHDRAWAL', 'MEASURE_ENDED', 'BASIS_ENDED')",
            name=op.f("ck_assignment_release_reason_known"),
        ),
        sa.CheckConstraint("side IN ('INCENTIVE', 'SANCTION')", name=op.f("ck_assignment_side_known")),
        sa.CheckConstraint(
            "state <> 'RELEASED' OR released_at IS NOT NULL", name=op.f("ck_assignment_release_has_a_moment")
        ),
        sa.CheckConstraint(
            "state <> 'RELEASE_DUE' OR release_due_since IS NOT NULL",
            name=op.f("ck_assignment_release_due_since_when"),
        ),
        sa.CheckConstraint(
            "state IN ('ISSUED', 'ACKNOWLEDGED', 'IMPLEMENTED', 'DECLINED', 'SUSPENDED', 'RELEASE_DUE', 'RELEASED', 'WITHDRAWN')",
            name=op.f("ck_assignment_state_known"),
        ),
        sa.CheckConstraint(
            "NOT erased OR target_id IS NULL OR (action_id IS NULL AND entry_id IS NULL)",
            name=op.f("ck_assignment_never_entry_and_subject_once_erased"),
        ),
        sa.CheckConstraint(
            "erased OR (action_id IS NOT NULL AND entry_id IS NOT NULL)",
            name=op.f("ck_assignment_action_unless_erased"),
        ),
        sa.CheckConstraint(
            "num_nonnulls(target_bucket, target_id) IN (0, 2) AND (erased OR target_id IS NOT NULL)",
            name=op.f("ck_assignment_target_unless_erased"),
        ),
        sa.ForeignKeyConstraint(
            ["bucket", "action_id"],
            ["linked_action.bucket", "linked_action.id"],
            name=op.f("fk_assignment_bucket_action_id"),
        ),
        sa.ForeignKeyConstraint(
            ["bucket", "entry_id"],
            ["list_entry.bucket", "list_entry.id"],
            name=op.f("fk_assignment_bucket_entry_id"),
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_assignment_department_id")
        ),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name=op.f("fk_assignment_measure_id")),
        sa.ForeignKeyConstraint(
            ["target_bucket", "target_id"],
            ["subject.bucket", "subject.id"],
            name=op.f("fk_assignment_target_bucket_target_id"),
        ),
        sa.PrimaryKeyConstraint("bucket", "id", name=op.f("pk_assignment")),
    )
    op.create_index("ix_assignment_action", "assignment", ["bucket", "action_id", "id"], unique=False)
    op.create_index("ix_assignment_department", "assignment", ["department_id", "id"], unique=False)
    op.create_index(
        "ix_assignment_department_state", "assignment", ["department_id", "state", "id"], unique=False
    )
    op.create_index("ix_assignment_entry", "assignment", ["bucket", "entry_id", "id"], unique=False)
    op.create_index("ix_assignment_id", "assignment", ["id"], unique=False)
    op.create_index("ix_assignment_target", "assignment", ["target_bucket", "target_id", "id"], unique=False)
    op.create_index(
        "uq_assignment_live",
        "assignment",
        ["bucket", "entry_id", "measure_code", "target_id", "department_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('ISSUED', 'ACKNOWLEDGED', 'IMPLEMENTED', 'SUSPENDED')"),
    )
    op.create_table(
        "unrouted_measure",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column("measure_id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bucket", "action_id"],
            ["linked_action.bucket", "linked_action.id"],
            name=op.f("fk_unrouted_measure_bucket_action_id"),
        ),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name=op.f("fk_unrouted_measure_measure_id")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_unrouted_measure_region_id")),
        sa.PrimaryKeyConstraint(
            "bucket", "action_id", "measure_id", "region_id", name=op.f("pk_unrouted_measure")
        ),
    )
    op.create_index(
        "ix_unrouted_measure_region_id", "unrouted_measure", ["region_id", "measure_id"], unique=False
    )
    op.create_table(
        "feedback",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("service_item", sa.Text(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reported_by", sa.Uuid(), nullable=False),
        sa.Column("operator", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "result IN ('APPLIED', 'NOTHING_TO_APPLY', 'PARTLY_APPLIED')",
            name=op.f("ck_feedback_result_known"),
        ),
        sa.ForeignKeyConstraint(
            ["bucket", "assignment_id"],
            ["assignment.bucket", "assignment.id"],
            name=op.f("fk_feedback_bucket_assignment_id"),
        ),
        sa.ForeignKeyConstraint(["reported_by"], ["department.id"], name=op.f("fk_feedback_reported_by")),
        sa.PrimaryKeyConstraint("bucket", "id", name=op.f("pk_feedback")),
    )
    op.create_index("ix_feedback_assignment", "feedback", ["bucket", "assignment_id", "id"], unique=False)


def downgrade() -> None:
    """Drop every table again."""
    op.drop_index("ix_feedback_assignment", table_name="feedback")
    op.drop_table("feedback")
    op.drop_index("ix_unrouted_measure_region_id", table_name="unrouted_measure")
    op.drop_table("unrouted_measure")
    op.drop_index(
        "uq_assignment_live",
        table_name="assignment",
        postgresql_where=sa.text("state IN ('ISSUED', 'ACKNOWLEDGED', 'IMPLEMENTED', 'SUSPENDED')"),
    )
    op.drop_index("ix_assignment_target", table_name="assignment")
    op.drop_index("ix_assignment_id", table_name="assignment")
    op.drop_index("ix_assignment_entry", table_name="assignment")
    op.drop_index("ix_assignment_department_state", table_name="assignment")
    op.drop_index("ix_assignment_department", table_name="assignment")
    op.drop_index("ix_assignment_action", table_name="assignment")
    op.drop_table("assignment")
    op.drop_index("ix_action_region_region_id", table_name="action_region")
    op.drop_table("action_region")
    op.drop_index("ix_responsible_person_person", table_name="responsible_person")
    op.drop_table("responsible_person")
    op.drop_index("ix_measure_trigger_list_type_id", table_name="measure_trigger")
    op.drop_table("measure_trigger")
    op.drop_index("ix_linked_action_initiated_by", table_name="linked_action")
    op.drop_index("ix_linked_action_id", table_name="linked_action")
    op.drop_index("ix_linked_action_entry", table_name="linked_action")
    op.drop_table("linked_action")
    op.drop_table("evidence")
    op.drop_table("entry_criterion")
    op.drop_index("ix_officership_person", table_name="officership")
    op.drop_index("ix_officership_enterprise", table_name="officership")
    op.drop_table("officership")
    op.drop_index("ix_measure_edition_id_implementing_function", table_name="measure")
    op.drop_table("measure")
    op.drop_index("ix_list_entry_subject", table_name="list_entry")
    op.drop_index("ix_list_entry_region", table_name="list_entry")
    op.drop_index("ix_list_entry_listed_by", table_name="list_entry")
    op.drop_index("ix_list_entry_list_type", table_name="list_entry")
    op.drop_index("ix_list_entry_id", table_name="list_entry")
    op.drop_index(
        "ix_list_entry_follows", table_name="list_entry", postgresql_where=sa.text("follows_id IS NOT NULL")
    )
    op.drop_index(
        "ix_list_entry_caused_by",
        table_name="list_entry",
        postgresql_where=sa.text("caused_by_id IS NOT NULL"),
    )
    op.drop_table("list_entry")
    op.drop_table("criterion")
    op.drop_index("ix_audit_content_object", table_name="audit_content")
    op.drop_table("audit_content")
    op.drop_index(op.f("ix_token_department_id"), table_name="token")
    op.drop_table("token")
    op.drop_index(op.f("ix_subject_region_id"), table_name="subject")
    op.drop_index("ix_subject_name_grams", table_name="subject", postgresql_using="gin")
    op.drop_index("ix_subject_id", table_name="subject")
    op.drop_table("subject")
    op.drop_table("notification")
    op.drop_table("listing_standard")
    op.drop_table("inbox")
    op.drop_index("ix_idempotency_object_id", table_name="idempotency")
    op.drop_index("ix_idempotency_created_at", table_name="idempotency")
    op.drop_table("idempotency")
    op.drop_index("ix_history_entry", table_name="history")
    op.drop_index("ix_history_assignment", table_name="history")
    op.drop_table("history")
    op.drop_index("ix_department_serves_region_id", table_name="department_serves")
    op.drop_table("department_serves")
    op.drop_index("ix_department_function_function", table_name="department_function")
    op.drop_table("department_function")
    op.drop_table("catalogue_edition")
    op.drop_table("audit")
    op.drop_index(op.f("ix_list_type_field"), table_name="list_type")
    op.drop_table("list_type")
    op.drop_index(op.f("ix_department_successor_id"), table_name="department")
    op.drop_index(op.f("ix_department_region_id"), table_name="department")
    op.drop_table("department")
    op.drop_index(op.f("ix_region_parent_id"), table_name="region")
    op.drop_table("region")
    op.drop_table("permitted_level")
    op.drop_table("parameter")
    op.drop_table("mandatory_level")
    op.drop_table("legal_basis")
    op.drop_table("function")
    op.drop_table("calendar_day")
    op.execute("DROP EXTENSION IF EXISTS btree_gist")
