/* SPDX-License-Identifier: ISC */
#include "slots.h"

#include <stdio.h>
#include <string.h>

#include "pack.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define WORDS(w) .words = (w), .nwords = COUNT(w)

/* One line for each member; U is the use. */
#define ID_(S, U) \
	{ \
		.key = "id", .kind = SLOT_ID, .use = (U), .at = offsetof(struct S, id) \
	}
#define NAME_(S, M, U) \
	{ \
		.key = #M, .kind = SLOT_ID, .use = (U), .at = offsetof(struct S, M) \
	}
#define TEXT_(S, M, U) \
	{ \
		.key = #M, .kind = SLOT_TEXT, .use = (U), .at = offsetof(struct S, M) \
	}
#define BOOL_(S, M, U) \
	{ \
		.key = #M, .kind = SLOT_BOOL, .use = (U), .at = offsetof(struct S, M) \
	}
#define INT_(S, M, U) \
	{ \
		.key = #M, .kind = SLOT_INT, .use = (U), .at = offsetof(struct S, M) \
	}
#define NAMES_(S, M, U) \
	{ \
		.key = #M, .kind = SLOT_NAMES, .use = (U), .at = offsetof(struct S, M) \
	}
#define NUM_(S, M) \
	{ \
		.key = #M, .kind = SLOT_NUM, .at = offsetof(struct S, M), \
		.also = offsetof(struct S, M##_set) \
	}
#define MANY_(S, M, K, U, E) \
	{ \
		.key = #M, .kind = (K), .use = (U), .at = offsetof(struct S, M), \
		.also = offsetof(struct S, n##M), .of = &(E) \
	}
#define WORD_(S, M, U, W, I) \
	{ \
		.key = #M, .kind = SLOT_WORD, .use = (U), .at = offsetof(struct S, M), WORDS(W), \
		.initial = (I) \
	}
#define BASIS_(S) WORD_(S, basis, SLOT_MAY, basis_words, BASIS_OURS)

#define ENTRY(N, S, SLOTS, ...) \
	{ \
		.name = (N), .size = sizeof(struct S), .slot = (SLOTS), .nslots = COUNT(SLOTS), \
		__VA_ARGS__ \
	}
#define ORIGIN(S) .origin = offsetof(struct S, origin)

static const char *const basis_words[] = {
	[BASIS_STATED] = "stated",
	[BASIS_OURS] = "ours",
};
static const char *const check_words[] = {
	[CHECK_NOT_BEFORE] = "not_before",
	[CHECK_NOT_FUTURE] = "not_future",
	[CHECK_WITHIN_CYCLE] = "within_cycle",
	[CHECK_HAS_ROWS] = "has_rows",
	[CHECK_NO_CYCLE] = "no_cycle",
	[CHECK_ONE_OF] = "one_of",
	[CHECK_SOME_OF] = "some_of",
	[CHECK_NONE_OF] = "none_of",
	[CHECK_OLDER_THAN] = "older_than",
	[CHECK_ENDS_WITHIN] = "ends_within",
	[CHECK_NO_OVERLAP] = "no_overlap",
	[CHECK_BIG_CHANGE] = "big_change",
	[CHECK_IS] = "is",
	[CHECK_IS_NOT] = "is_not",
	[CHECK_NOT_ONLY] = "not_only",
	[CHECK_FIRST_ROW_CHOSEN] = "first_row_chosen",
	[CHECK_AT_MOST] = "at_most",
	[CHECK_REFERRED] = "referred",
	[CHECK_REACHES] = "reaches",
	[CHECK_OVERDUE] = "overdue",
	[CHECK_DUE_WITHIN] = "due_within",
	[CHECK_WORDS] = "words",
	[CHECK_BETWEEN] = "between",
	[CHECK_BY_NEXT_YEAR] = "by_next_year",
	[CHECK_SHARE] = "share",
};
static const char *const level_words[] = {
	[LEVEL_REFUSE] = "refuse",
	[LEVEL_WARN] = "warn",
	[LEVEL_EXPORT] = "export",
};
static const char *const view_words[] = {
	[VIEW_MATRIX] = "matrix", [VIEW_GROUPS] = "groups", [VIEW_TIMELINE] = "timeline",
	[VIEW_BOARD] = "board",   [VIEW_SERIES] = "series", [VIEW_ENDS] = "ends",
	[VIEW_MODEL] = "model",   [VIEW_YEARS] = "years",   [VIEW_SUMS] = "sums",
};
static const char *const how_words[] = {
	[HOW_NONE] = "none", [HOW_SUM] = "sum",     [HOW_PRODUCT] = "product",
	[HOW_BAND] = "band", [HOW_TICKS] = "ticks", [HOW_QUARTER] = "quarter",
};
static const char *const recall_words[] = {
	[RECALL_COUNT] = "count",
	[RECALL_LIST] = "list",
	[RECALL_VIEW] = "view",
};
static const char *const carry_words[] = {
	[CARRY_NOT] = "no",
	[CARRY_ASK] = "ask",
	[CARRY_WITH] = "with",
};
static const char *const keeping_words[] = {
	[KEPT_BY_PARTNERS] = "partner",
	[KEPT_BY_FACILITATOR] = "facilitator",
	[KEPT_BY_COORDINATOR] = "coordinator",
};
static const char *const after_words[] = {
	[AFTER_ERASE] = "erase",
	[AFTER_ARCHIVE] = "archive",
};
static const char *const kind_words[] = { [REG_REGISTER] = "register", [REG_FORM] = "form" };

static const struct slot_def option_slots[] = {
	TEXT_(option, id, SLOT_MUST),
	TEXT_(option, label, SLOT_MAY),
	TEXT_(option, hint, SLOT_MAY),
};
const struct entry_def entry_option = ENTRY("option", option, option_slots, .has_id = true);

static const struct slot_def cond_slots[] = {
	TEXT_(cond, field, SLOT_MUST),
	NAMES_(cond, is, SLOT_MUST),
};
static const struct entry_def entry_cond = ENTRY("condition", cond, cond_slots, .has_id = false);

static const struct slot_def pair_slots[] = {
	TEXT_(pair, name, SLOT_MUST),
	TEXT_(pair, text, SLOT_MUST),
};
static const struct entry_def entry_pair = ENTRY("value", pair, pair_slots, .has_id = false);

static const struct slot_def addend_slots[] = {
	NAME_(addend, field, SLOT_MUST),
	NUM_(addend, weight),
	BOOL_(addend, weight_set, SLOT_INSIDE),
	MANY_(addend, points, SLOT_MAP, SLOT_MAY, entry_pair),
};
static const struct entry_def entry_addend = ENTRY("of", addend, addend_slots, .has_id = false);

static const struct slot_def rule_slots[] = {
	WORD_(rule, check, SLOT_MUST, check_words, 0),
	NAME_(rule, field, SLOT_MAY),
	NAMES_(rule, fields, SLOT_MAY),
	NAMES_(rule, values, SLOT_MAY),
	MANY_(rule, when, SLOT_MAP, SLOT_MAY, entry_cond),
	NAMES_(rule, back, SLOT_MAY),
	MANY_(rule, where, SLOT_MAP, SLOT_MAY, entry_cond),
	NAME_(rule, through, SLOT_MAY),
	NAME_(rule, who, SLOT_MAY),
	WORD_(rule, level, SLOT_MAY, level_words, LEVEL_REFUSE),
	INT_(rule, months, SLOT_MAY),
	INT_(rule, days, SLOT_MAY),
	INT_(rule, percent, SLOT_MAY),
	INT_(rule, least, SLOT_MAY),
	INT_(rule, most, SLOT_MAY),
	INT_(rule, attention, SLOT_MAY),
	TEXT_(rule, say, SLOT_MAY),
	TEXT_(rule, source, SLOT_MAY),
};
static const struct entry_def entry_rule =
	ENTRY("rule", rule, rule_slots, .has_id = false, ORIGIN(rule));

static const struct slot_def tick_slots[] = {
	TEXT_(tick, label, SLOT_MUST),
	MANY_(tick, rules, SLOT_LIST, SLOT_MUST, entry_rule),
};
static const struct entry_def entry_tick = ENTRY("tick", tick, tick_slots, .has_id = false);

static const struct slot_def field_slots[] = {
	ID_(field, SLOT_MUST),
	TEXT_(field, label, SLOT_MAY),
	TEXT_(field, heading, SLOT_MAY),
	TEXT_(field, hint, SLOT_MAY),
	TEXT_(field, example, SLOT_MAY),
	WORD_(field, type, SLOT_MUST, field_type_words, TYPE_TEXT),
	BOOL_(field, required, SLOT_MAY),
	BOOL_(field, wanted, SLOT_MAY),
	BOOL_(field, not_known, SLOT_MAY),
	BOOL_(field, append_only, SLOT_MAY),
	BOOL_(field, together, SLOT_MAY),
	BOOL_(field, automatic, SLOT_MAY),
	BOOL_(field, rank, SLOT_MAY),
	BOOL_(field, apart, SLOT_MAY),
	BOOL_(field, personal, SLOT_MAY),
	NUM_(field, min),
	NUM_(field, max),
	BOOL_(field, min_set, SLOT_INSIDE),
	BOOL_(field, max_set, SLOT_INSIDE),
	TEXT_(field, unit, SLOT_MAY),
	TEXT_(field, initial, SLOT_MAY),
	TEXT_(field, section, SLOT_MAY),
	NAME_(field, scale, SLOT_MAY),
	NAME_(field, options_from, SLOT_MAY),
	MANY_(field, options, SLOT_OPTIONS, SLOT_MAY, entry_option),
	NAMES_(field, to, SLOT_MAY),
	MANY_(field, required_when, SLOT_MAP, SLOT_MAY, entry_cond),
	MANY_(field, shown_when, SLOT_MAP, SLOT_MAY, entry_cond),
	MANY_(field, reason_when, SLOT_MAP, SLOT_MAY, entry_cond),
	NAME_(field, with, SLOT_MAY | SLOT_FIXED),
	MANY_(field, fields, SLOT_LIST, SLOT_MAY, entry_field),
	WORD_(field, computed, SLOT_MAY, how_words, HOW_NONE),
	MANY_(field, of, SLOT_LIST, SLOT_MAY, entry_addend),
	MANY_(field, ticks, SLOT_LIST, SLOT_MAY, entry_tick),
	NAME_(field, table, SLOT_MAY),
	NAME_(field, at, SLOT_MAY),
	TEXT_(field, source, SLOT_MAY),
	BASIS_(field),
	BOOL_(field, common, SLOT_INSIDE),
};
const struct entry_def entry_field =
	ENTRY("field", field, field_slots, .has_id = true, ORIGIN(field));

static const struct slot_def starter_slots[] = {
	TEXT_(starter, set, SLOT_MAY),
	MANY_(starter, values, SLOT_MAP, SLOT_MUST, entry_pair),
};
static const struct entry_def entry_starter =
	ENTRY("starter", starter, starter_slots, .has_id = false);

static const struct entry_def entry_part;

/* A form has no prefix: it never makes records of its own. */
#define REG_SLOTS(PREFIX, KEY, COLUMNS) \
	ID_(reg, SLOT_MUST), NAME_(reg, key, (KEY) | SLOT_FIXED), \
		TEXT_(reg, prefix, (PREFIX) | SLOT_FIXED), TEXT_(reg, title, SLOT_MUST), \
		TEXT_(reg, one, SLOT_MUST), TEXT_(reg, about, SLOT_MAY), \
		WORD_(reg, kind, SLOT_INSIDE, kind_words, REG_REGISTER), \
		NAME_(reg, title_field, SLOT_MAY), BOOL_(reg, title_derived, SLOT_INSIDE), \
		NAMES_(reg, title_from, SLOT_MAY), NAME_(reg, activity, SLOT_MAY), \
		NAMES_(reg, columns, COLUMNS), NAME_(reg, order, SLOT_MAY), \
		NAMES_(reg, unique, SLOT_MAY), BOOL_(reg, together, SLOT_FIXED), \
		NAME_(reg, scope, SLOT_FIXED), \
		WORD_(reg, carry, SLOT_MAY, carry_words, CARRY_NOT), \
		WORD_(reg, kept_by, SLOT_MAY, keeping_words, KEPT_BY_PARTNERS), \
		MANY_(reg, fields, SLOT_LIST, SLOT_MUST, entry_field), \
		MANY_(reg, rules, SLOT_LIST, SLOT_MAY, entry_rule), \
		MANY_(reg, shows, SLOT_LIST, SLOT_MAY, entry_part), \
		MANY_(reg, starters, SLOT_LIST, SLOT_MAY, entry_starter), \
		TEXT_(reg, source, SLOT_MAY), BASIS_(reg)

static const struct slot_def register_slots[] = { REG_SLOTS(SLOT_MUST, SLOT_MAY, SLOT_MUST) };
static const struct slot_def form_slots[] = { REG_SLOTS(SLOT_INSIDE, SLOT_MUST, SLOT_MAY) };
#define DOCUMENT .has_id = true, .document = true
const struct entry_def entry_register =
	ENTRY("register", reg, register_slots, DOCUMENT, ORIGIN(reg));
const struct entry_def entry_form = ENTRY("form", reg, form_slots, DOCUMENT, ORIGIN(reg));

static const struct slot_def item_slots[] = {
	ID_(item, SLOT_MUST),
	TEXT_(item, text, SLOT_MUST),
	TEXT_(item, key_point, SLOT_MAY),
	TEXT_(item, why, SLOT_MAY),
	TEXT_(item, good, SLOT_MAY),
	TEXT_(item, evidence, SLOT_MAY),
	TEXT_(item, ask, SLOT_MAY),
	NAMES_(item, concerns, SLOT_MAY),
	TEXT_(item, source, SLOT_MAY),
	BASIS_(item),
};
static const struct entry_def entry_item =
	ENTRY("item", item, item_slots, .has_id = true, ORIGIN(item));

static const struct slot_def checklist_slots[] = {
	ID_(checklist, SLOT_MUST),
	TEXT_(checklist, title, SLOT_MUST),
	TEXT_(checklist, about, SLOT_MAY),
	TEXT_(checklist, kind, SLOT_MAY),
	NAME_(checklist, activity, SLOT_MAY),
	NAME_(checklist, form, SLOT_MAY),
	TEXT_(checklist, recommended_by, SLOT_MAY),
	TEXT_(checklist, status, SLOT_MAY),
	MANY_(checklist, items, SLOT_LIST, SLOT_MUST, entry_item),
	TEXT_(checklist, source, SLOT_MAY),
};
static const struct entry_def entry_checklist =
	ENTRY("checklist", checklist, checklist_slots, DOCUMENT, ORIGIN(checklist));

static const struct slot_def recall_slots[] = {
	TEXT_(recall, say, SLOT_MUST),
	WORD_(recall, how, SLOT_MUST, recall_words, RECALL_COUNT),
	{ .key = "register", .kind = SLOT_ID, .use = SLOT_MAY, .at = offsetof(struct recall, reg) },
	NAME_(recall, view, SLOT_MAY),
	MANY_(recall, where, SLOT_MAP, SLOT_MAY, entry_cond),
	NAMES_(recall, fields, SLOT_MAY),
	INT_(recall, most, SLOT_MAY),
};
static const struct entry_def entry_recall = ENTRY("recall", recall, recall_slots, .has_id = false);

static const struct slot_def question_slots[] = {
	ID_(question, SLOT_MUST),          TEXT_(question, text, SLOT_MUST),
	TEXT_(question, hint, SLOT_MAY),   TEXT_(question, why, SLOT_MAY),
	TEXT_(question, fills, SLOT_MAY),  MANY_(question, from, SLOT_LIST, SLOT_MAY, entry_recall),
	TEXT_(question, source, SLOT_MAY), BASIS_(question),
};
static const struct entry_def entry_question =
	ENTRY("question", question, question_slots, .has_id = true, ORIGIN(question));

static const struct slot_def question_set_slots[] = {
	ID_(question_set, SLOT_MUST),
	TEXT_(question_set, title, SLOT_MUST),
	TEXT_(question_set, about, SLOT_MAY),
	NAME_(question_set, activity, SLOT_MAY),
	NAME_(question_set, form, SLOT_MAY),
	MANY_(question_set, questions, SLOT_LIST, SLOT_MUST, entry_question),
	TEXT_(question_set, source, SLOT_MAY),
};
static const struct entry_def entry_question_set =
	ENTRY("question_set", question_set, question_set_slots, DOCUMENT, ORIGIN(question_set));

static const struct slot_def activity_slots[] = {
	ID_(activity, SLOT_MUST),
	TEXT_(activity, title, SLOT_MUST),
	TEXT_(activity, line, SLOT_MAY),
	TEXT_(activity, about, SLOT_MAY),
	TEXT_(activity, who, SLOT_MAY),
	TEXT_(activity, produces, SLOT_MAY),
	NAMES_(activity, needs, SLOT_MAY),
	NAMES_(activity, feeds, SLOT_MAY),
	NAMES_(activity, registers, SLOT_MAY),
	TEXT_(activity, source, SLOT_MAY),
	BASIS_(activity),
};
static const struct entry_def entry_activity =
	ENTRY("activity", activity, activity_slots, .has_id = true, ORIGIN(activity));

static const struct slot_def stage_slots[] = {
	ID_(stage, SLOT_MUST),
	TEXT_(stage, title, SLOT_MUST),
	TEXT_(stage, line, SLOT_MAY),
	TEXT_(stage, question, SLOT_MAY),
	TEXT_(stage, about, SLOT_MAY),
	TEXT_(stage, output, SLOT_MAY),
	MANY_(stage, activities, SLOT_LIST, SLOT_MUST, entry_activity),
	TEXT_(stage, source, SLOT_MAY),
};
static const struct entry_def entry_stage =
	ENTRY("stage", stage, stage_slots, DOCUMENT, ORIGIN(stage));

static const struct slot_def term_slots[] = {
	ID_(term, SLOT_MUST),        TEXT_(term, word, SLOT_MUST),
	TEXT_(term, full, SLOT_MAY), TEXT_(term, meaning, SLOT_MUST),
	NAMES_(term, see, SLOT_MAY), TEXT_(term, source, SLOT_MAY),
};
const struct entry_def entry_term = ENTRY("term", term, term_slots, .has_id = true, ORIGIN(term));

static const struct slot_def level_slots[] = {
	TEXT_(level_def, id, SLOT_MUST),
	TEXT_(level_def, label, SLOT_MAY),
	TEXT_(level_def, text, SLOT_MAY),
};
static const struct entry_def entry_level = ENTRY("level", level_def, level_slots, .has_id = true);

static const struct slot_def scale_slots[] = {
	ID_(scale, SLOT_MUST),          TEXT_(scale, title, SLOT_MUST),
	TEXT_(scale, about, SLOT_MAY),  MANY_(scale, levels, SLOT_LIST, SLOT_MUST, entry_level),
	TEXT_(scale, source, SLOT_MAY), BASIS_(scale),
};
static const struct entry_def entry_scale =
	ENTRY("scale", scale, scale_slots, DOCUMENT, ORIGIN(scale));

static const struct slot_def competency_slots[] = {
	ID_(competency, SLOT_MUST),
	TEXT_(competency, title, SLOT_MUST),
	TEXT_(competency, group, SLOT_MAY),
	TEXT_(competency, meaning, SLOT_MAY),
	MANY_(competency, levels, SLOT_LIST, SLOT_MAY, entry_level),
	MANY_(competency, elements, SLOT_OPTIONS, SLOT_MAY, entry_option),
	NAMES_(competency, outputs, SLOT_MAY),
	TEXT_(competency, evidence, SLOT_MAY),
	TEXT_(competency, development, SLOT_MAY),
	TEXT_(competency, note, SLOT_MAY),
	TEXT_(competency, source, SLOT_MAY),
	BASIS_(competency),
};
static const struct entry_def entry_competency =
	ENTRY("competency", competency, competency_slots, .has_id = true, ORIGIN(competency));

static const struct slot_def assessment_slots[] = {
	ID_(assessment, SLOT_MUST),
	TEXT_(assessment, title, SLOT_MUST),
	TEXT_(assessment, about, SLOT_MAY),
	TEXT_(assessment, privacy, SLOT_MAY),
	NAME_(assessment, scale, SLOT_MUST),
	NAME_(assessment, form, SLOT_MAY),
	TEXT_(assessment, rule, SLOT_MAY),
	MANY_(assessment, competencies, SLOT_LIST, SLOT_MUST, entry_competency),
	TEXT_(assessment, source, SLOT_MAY),
};
static const struct entry_def entry_assessment =
	ENTRY("assessment", assessment, assessment_slots, DOCUMENT, ORIGIN(assessment));

static const struct slot_def proof_slots[] = {
	{ .key = "register", .kind = SLOT_ID, .use = SLOT_MUST, .at = offsetof(struct proof, reg) },
	NAME_(proof, date, SLOT_MUST),
	MANY_(proof, where, SLOT_MAP, SLOT_MAY, entry_cond),
};
static const struct entry_def entry_proof = ENTRY("proof", proof, proof_slots, .has_id = false);

static const struct slot_def deadline_slots[] = {
	ID_(deadline, SLOT_MUST),
	TEXT_(deadline, title, SLOT_MUST),
	TEXT_(deadline, rule, SLOT_MAY),
	INT_(deadline, month, SLOT_MAY),
	INT_(deadline, day, SLOT_MAY),
	INT_(deadline, years_after, SLOT_MAY),
	MANY_(deadline, after, SLOT_LIST, SLOT_MAY, entry_proof),
	INT_(deadline, months, SLOT_MAY),
	MANY_(deadline, shown_by, SLOT_LIST, SLOT_MAY, entry_proof),
	INT_(deadline, soon, SLOT_MAY),
	INT_(deadline, attention, SLOT_MAY),
	INT_(deadline, ahead, SLOT_MAY),
	TEXT_(deadline, source, SLOT_MAY),
	BASIS_(deadline),
};
const struct entry_def entry_deadline =
	ENTRY("deadline", deadline, deadline_slots, .has_id = true, ORIGIN(deadline));

static const struct slot_def keep_slots[] = {
	ID_(keep, SLOT_MUST),
	{ .key = "register", .kind = SLOT_ID, .use = SLOT_MUST, .at = offsetof(struct keep, reg) },
	NAMES_(keep, fields, SLOT_MAY),
	NAMES_(keep, from, SLOT_MAY),
	INT_(keep, months, SLOT_MUST),
	MANY_(keep, where, SLOT_MAP, SLOT_MAY, entry_cond),
	WORD_(keep, then, SLOT_MAY, after_words, AFTER_ERASE),
	TEXT_(keep, why, SLOT_MAY),
	TEXT_(keep, source, SLOT_MUST),
	BASIS_(keep),
};
static const struct entry_def entry_keep =
	ENTRY("keep", keep, keep_slots, .has_id = true, ORIGIN(keep));

static const struct slot_def section_slots[] = {
	TEXT_(section, title, SLOT_MUST),
	TEXT_(section, text, SLOT_MAY),
	NAME_(section, registers, SLOT_MAY),
	NAMES_(section, columns, SLOT_MAY),
	MANY_(section, where, SLOT_MAP, SLOT_MAY, entry_cond),
	NAME_(section, without, SLOT_MAY),
	NAME_(section, order, SLOT_MAY),
	BOOL_(section, descending, SLOT_MAY),
	NAME_(section, questions, SLOT_MAY),
	NAME_(section, checklist, SLOT_MAY),
	NAME_(section, view, SLOT_MAY),
	NAME_(section, special, SLOT_MAY),
	TEXT_(section, empty, SLOT_MAY),
};
static const struct entry_def entry_section =
	ENTRY("section", section, section_slots, .has_id = false);

static const struct slot_def report_slots[] = {
	ID_(report, SLOT_MUST),
	TEXT_(report, title, SLOT_MUST),
	TEXT_(report, about, SLOT_MAY),
	MANY_(report, sections, SLOT_LIST, SLOT_MUST, entry_section),
	TEXT_(report, source, SLOT_MAY),
};
static const struct entry_def entry_report =
	ENTRY("report", report, report_slots, DOCUMENT, ORIGIN(report));

static const struct slot_def part_slots[] = {
	TEXT_(view_part, as, SLOT_MUST),
	{ .key = "register",
	  .kind = SLOT_ID,
	  .use = SLOT_MUST,
	  .at = offsetof(struct view_part, reg) },
	MANY_(view_part, fields, SLOT_MAP, SLOT_MAY, entry_pair),
	MANY_(view_part, where, SLOT_MAP, SLOT_MAY, entry_cond),
	MANY_(view_part, any, SLOT_LIST, SLOT_MAY, entry_rule),
	NAMES_(view_part, columns, SLOT_MAY),
	MANY_(view_part, values, SLOT_MAP, SLOT_MAY, entry_pair),
};
static const struct entry_def entry_part = ENTRY("part", view_part, part_slots, .has_id = false);

static const struct slot_def view_slots[] = {
	ID_(view, SLOT_MUST),
	TEXT_(view, title, SLOT_MUST),
	TEXT_(view, about, SLOT_MAY),
	WORD_(view, kind, SLOT_MUST, view_words, 0),
	NAMES_(view, activity, SLOT_MAY),
	MANY_(view, parts, SLOT_LIST, SLOT_MUST, entry_part),
	TEXT_(view, source, SLOT_MAY),
};
static const struct entry_def entry_view = ENTRY("view", view, view_slots, DOCUMENT, ORIGIN(view));

static const struct slot_def band_slots[] = {
	NUM_(band, least),
	BOOL_(band, least_set, SLOT_INSIDE),
	TEXT_(band, is, SLOT_MUST),
};
static const struct entry_def entry_band = ENTRY("band", band, band_slots, .has_id = false);

static const struct slot_def table_row_slots[] = {
	TEXT_(limit_row, from, SLOT_MUST),
	MANY_(limit_row, bands, SLOT_LIST, SLOT_MUST, entry_band),
	TEXT_(limit_row, source, SLOT_MUST),
};
static const struct entry_def entry_table_row =
	ENTRY("line", limit_row, table_row_slots, .has_id = false);

static const struct slot_def table_slots[] = {
	ID_(limits, SLOT_MUST),          TEXT_(limits, title, SLOT_MUST),
	TEXT_(limits, about, SLOT_MAY),  MANY_(limits, rows, SLOT_LIST, SLOT_MUST, entry_table_row),
	TEXT_(limits, source, SLOT_MAY),
};
static const struct entry_def entry_table =
	ENTRY("table", limits, table_slots, DOCUMENT, ORIGIN(limits));

static const struct slot_def chain_slots[] = {
	ID_(chain_def, SLOT_MUST),          TEXT_(chain_def, title, SLOT_MUST),
	TEXT_(chain_def, about, SLOT_MAY),  NAMES_(chain_def, order, SLOT_MUST),
	NAMES_(chain_def, ends, SLOT_MAY),  INT_(chain_def, siblings, SLOT_MAY),
	INT_(chain_def, missing, SLOT_MAY), INT_(chain_def, archived, SLOT_MAY),
	INT_(chain_def, blank, SLOT_MAY),   TEXT_(chain_def, source, SLOT_MAY),
};
static const struct entry_def entry_chain =
	ENTRY("chain", chain_def, chain_slots, DOCUMENT, ORIGIN(chain_def));

static const struct slot_def sample_row_slots[] = {
	{ .key = "register", .kind = SLOT_ID, .at = offsetof(struct sample_row, reg) },
	{ .key = "form",
	  .kind = SLOT_ID,
	  .use = SLOT_TWIN,
	  .at = offsetof(struct sample_row, reg) },
	TEXT_(sample_row, id, SLOT_MUST),
	MANY_(sample_row, values, SLOT_MAP, SLOT_MUST, entry_pair),
};
static const struct entry_def entry_sample_row =
	ENTRY("row", sample_row, sample_row_slots, .has_id = false);

static const struct slot_def sample_slots[] = {
	ID_(sample, SLOT_MUST),
	TEXT_(sample, title, SLOT_MUST),
	TEXT_(sample, marked, SLOT_MUST),
	MANY_(sample, rows, SLOT_LIST, SLOT_MUST, entry_sample_row),
	TEXT_(sample, source, SLOT_MAY),
};
static const struct entry_def entry_sample =
	ENTRY("sample", sample, sample_slots, DOCUMENT, ORIGIN(sample));

static const struct slot_def pack_slots[] = {
	ID_(pack, SLOT_MUST),          INT_(pack, version, SLOT_MUST),
	TEXT_(pack, title, SLOT_MUST), TEXT_(pack, language, SLOT_MAY),
	TEXT_(pack, by, SLOT_MAY),     TEXT_(pack, source, SLOT_MAY),
};
const struct entry_def entry_pack = ENTRY("pack", pack, pack_slots, DOCUMENT, ORIGIN(pack));

#define LIST_DOC(NAME, E) \
	{ \
		.key = (NAME), .kind = SLOT_LIST, .use = SLOT_MUST, \
		.at = offsetof(struct list_doc, v), .also = offsetof(struct list_doc, n), \
		.of = &(E) \
	}
static const struct slot_def calendar_slots[] = {
	ID_(list_doc, SLOT_MUST),
	LIST_DOC("deadlines", entry_deadline),
};
const struct entry_def entry_calendar =
	ENTRY("calendar", list_doc, calendar_slots, DOCUMENT, ORIGIN(list_doc));
static const struct slot_def retention_slots[] = {
	ID_(list_doc, SLOT_MUST),
	LIST_DOC("keeps", entry_keep),
};
const struct entry_def entry_retention =
	ENTRY("retention", list_doc, retention_slots, DOCUMENT, ORIGIN(list_doc));
static const struct slot_def glossary_slots[] = {
	ID_(list_doc, SLOT_MUST),
	LIST_DOC("terms", entry_term),
};
const struct entry_def entry_glossary =
	ENTRY("glossary", list_doc, glossary_slots, DOCUMENT, ORIGIN(list_doc));

static const struct slot_def schema_slots[] = {
	MANY_(schema, packs, SLOT_LIST, SLOT_INSIDE, entry_pack),
	MANY_(schema, stages, SLOT_LIST, SLOT_INSIDE, entry_stage),
	MANY_(schema, checklists, SLOT_LIST, SLOT_INSIDE, entry_checklist),
	MANY_(schema, question_sets, SLOT_LIST, SLOT_INSIDE, entry_question_set),
	MANY_(schema, registers, SLOT_LIST, SLOT_INSIDE, entry_register),
	MANY_(schema, scales, SLOT_LIST, SLOT_INSIDE, entry_scale),
	MANY_(schema, assessments, SLOT_LIST, SLOT_INSIDE, entry_assessment),
	MANY_(schema, deadlines, SLOT_LIST, SLOT_INSIDE, entry_deadline),
	MANY_(schema, keeps, SLOT_LIST, SLOT_INSIDE, entry_keep),
	MANY_(schema, terms, SLOT_LIST, SLOT_INSIDE, entry_term),
	MANY_(schema, reports, SLOT_LIST, SLOT_INSIDE, entry_report),
	MANY_(schema, views, SLOT_LIST, SLOT_INSIDE, entry_view),
	MANY_(schema, tables, SLOT_LIST, SLOT_INSIDE, entry_table),
	MANY_(schema, chains, SLOT_LIST, SLOT_INSIDE, entry_chain),
	MANY_(schema, samples, SLOT_LIST, SLOT_INSIDE, entry_sample),
	TEXT_(schema, digest, SLOT_INSIDE),
};
const struct entry_def entry_schema = ENTRY("schema", schema, schema_slots, .has_id = false);

#define INTO(M) offsetof(struct schema, M), offsetof(struct schema, n##M)
const struct document_def documents[] = {
	{ &entry_pack, INTO(packs), NULL },
	{ &entry_stage, INTO(stages), NULL },
	{ &entry_checklist, INTO(checklists), NULL },
	{ &entry_question_set, INTO(question_sets), NULL },
	{ &entry_register, INTO(registers), NULL },
	{ &entry_form, INTO(registers), NULL },
	{ &entry_scale, INTO(scales), NULL },
	{ &entry_assessment, INTO(assessments), NULL },
	{ &entry_calendar, INTO(deadlines), &entry_deadline },
	{ &entry_retention, INTO(keeps), &entry_keep },
	{ &entry_glossary, INTO(terms), &entry_term },
	{ &entry_report, INTO(reports), NULL },
	{ &entry_view, INTO(views), NULL },
	{ &entry_table, INTO(tables), NULL },
	{ &entry_chain, INTO(chains), NULL },
	{ &entry_sample, INTO(samples), NULL },
};
const size_t ndocuments = COUNT(documents);

const struct slot_def *slot_find(const struct entry_def *e, const char *key)
{
	for (size_t i = 0; i < e->nslots; i++)
		if (!(e->slot[i].use & SLOT_INSIDE) && strcmp(e->slot[i].key, key) == 0)
			return &e->slot[i];
	return NULL;
}

/* Letters to change, add or take away; more than 2 are not counted. */
static int letters_apart(const char *a, const char *b, int most)
{
	int best, n;

	while (*a && *a == *b) {
		a++;
		b++;
	}
	if (!*a && !*b)
		return 0;
	if (most == 0)
		return 1;
	best = *a ? letters_apart(a + 1, b, most - 1) : most;
	n = *b ? letters_apart(a, b + 1, most - 1) : most;
	best = n < best ? n : best;
	n = *a && *b ? letters_apart(a + 1, b + 1, most - 1) : most;
	return 1 + (n < best ? n : best);
}

const char *slot_nearest(const struct entry_def *e, const char *key)
{
	for (int most = 1; most <= 2; most++)
		for (size_t i = 0; i < e->nslots; i++)
			if (!(e->slot[i].use & SLOT_INSIDE) &&
			    letters_apart(key, e->slot[i].key, most) <= most)
				return e->slot[i].key;
	return NULL;
}

static void print_slot(FILE *to, const struct entry_def *e, const struct slot_def *s)
{
	static const char *const types[] = {
		[SLOT_TEXT] = "text",           [SLOT_ID] = "name",
		[SLOT_BOOL] = "yes or no",      [SLOT_INT] = "whole number",
		[SLOT_NUM] = "number",          [SLOT_WORD] = "word",
		[SLOT_NAMES] = "list of texts", [SLOT_LIST] = "list",
		[SLOT_OPTIONS] = "list",        [SLOT_MAP] = "map",
	};

	fprintf(to, "%s\t%s\t%s", e->name,
		e->document && strcmp(s->key, "id") == 0 ? e->name : s->key, types[s->kind]);
	if (s->of)
		fprintf(to, " of %s", s->of->name);
	for (size_t i = 0; i < s->nwords; i++)
		fprintf(to, "%s%s", i ? " | " : ": ", s->words[i]);
	fprintf(to, "\t%s\n", s->use & SLOT_MUST ? "must" : "may");
}

void pack_print_keys(FILE *to)
{
	const struct entry_def *all[64];
	size_t n = 0;

	for (size_t i = 0; i < ndocuments; i++)
		all[n++] = documents[i].entry;
	for (size_t i = 0; i < n; i++) { /* the list grows by what an entry holds */
		const struct entry_def *e = all[i];

		for (size_t k = 0; k < e->nslots; k++) {
			const struct slot_def *s = &e->slot[k];
			bool known = !s->of || s->kind == SLOT_MAP;

			if (s->use & SLOT_INSIDE)
				continue;
			print_slot(to, e, s);
			for (size_t j = 0; j < n && !known; j++)
				known = all[j] == s->of;
			if (!known && n < COUNT(all))
				all[n++] = s->of;
		}
	}
}
