/* SPDX-License-Identifier: ISC */
#include <string.h>
#include <time.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "config/pack_internal.h"
#include "config/shipped.h"

#define HEAD "pack: site\nversion: 1\ntitle: Site\n---\n" /* lines are counted after it */
#define REG(fields, rest) \
	"register: pets\nprefix: PX\ntitle: Pets\none: pet\ncolumns: [title]\nfields:\n" fields \
	"\n" rest

static struct arena *arena;
static struct packs *shipped;

static void open_all(void)
{
	struct err err = { 0 };
	size_t len;
	const void *table = shipped_table(&len);

	arena = arena_new();
	cr_assert(table_open(&shipped, table, len, true, &err) == RC_OK, "%s", err.text);
}

static void close_all(void)
{
	packs_close(shipped);
	arena_free(arena);
}

TestSuite(pack_faults, .init = open_all, .fini = close_all, .timeout = 30);

static enum rc join(const char *text, struct pack_faults *faults, struct packs **p)
{
	struct source one = {
		.path = "site.yaml", .name = "site.yaml", .data = text, .len = strlen(text)
	};
	struct sources from = { .v = &one, .n = 1, .digest = "x" };

	*faults = (struct pack_faults){ .arena = arena };
	*p = NULL;
	return pack_join_sources(p, &from, shipped->schema, faults, NULL);
}

static const struct {
	const char *text;
	int line, column;
	const char *says;
} cases[] = {
	/* computed fields and tables */
	{ REG("  - {id: a, type: choice, options: [high, low]}\n"
	      "  - {id: b, type: int, computed: sum, of: [{field: a}]}",
	      ""),
	  8, 52, "say in 'points' what each counts" },
	{ REG("  - {id: a, type: int}\n  - {id: b, type: int, computed: sum, of: [{field: a}]}",
	      ""),
	  8, 52, "'a' may be less than 0" },
	{ REG("  - {id: b, type: int, computed: sum, of: [{field: zebra}]}", ""), 7, 52,
	  "'zebra' is no field of 'pets'" },
	{ REG("  - {id: b, type: text, computed: product, of: [{field: c}]}\n"
	      "  - {id: c, type: int, min: 0}",
	      ""),
	  7, 10, "a sum or product is a number" },
	{ REG("  - {id: a, type: choice, options: [x, y]}\n"
	      "  - {id: b, type: int, computed: sum,\n"
	      "     of: [{field: a, points: {x: 1, y: lots}}]}",
	      ""),
	  9, 40, "points are numbers of 0 or more" },
	{ REG("  - {id: m, type: money}\n"
	      "  - {id: b, type: choice, options: [x], computed: band, of: [{field: m}], table: t}",
	      ""),
	  8, 82, "there is no table 't'" },
	{ REG("  - {id: m, type: int, of: [{field: x}]}", ""), 7, 10,
	  "say in 'computed' how 'm' is worked out" },
	{ "table: t\ntitle: T\nrows:\n  - {from: soon, source: S, bands: [{least: 0, is: x}]}", 4,
	  12, "'from' is a day such as 2024-01-01" },
	{ "table: t\ntitle: T\nrows:\n"
	  "  - {from: 2024-01-01, source: S, bands: [{least: 5, is: x}, {least: 5, is: y}]}",
	  4, 77, "above the one before" },
	/* boards */
	{ "view: v-1\ntitle: V\nkind: board\nparts:\n"
	  "  - {as: rows, register: decisions, fields: {rank: title}}",
	  5, 52, "'title' keeps no place on a board" },
	{ "view: v-1\ntitle: V\nkind: board\nparts:\n"
	  "  - {as: rows, register: decisions, fields: {rank: board_rank, score: scores.weight}}",
	  5, 71, "a score on a board is one digit" },
	{ REG("  - {id: a, type: int, rank: yes}", ""), 7, 10, "'rank' belongs to a text field" },
	{ REG("  - {id: a, type: int, apart: yes}", ""), 7, 10, "'apart' belongs to rows" },
	/* ticks, and entries that a view chooses */
	{ REG("  - {id: a, type: text}\n  - {id: b, type: int, computed: ticks}", ""), 8, 10,
	  "'b' counts its ticks" },
	{ REG("  - {id: a, type: text}\n"
	      "  - {id: b, type: int, ticks: [{label: L, rules: [{check: is, field: a, values: [x], say: S}]}]}",
	      ""),
	  8, 10, "say in 'computed' how 'b' is worked out" },
	{ REG("  - {id: a, type: text}\n  - id: b\n    type: int\n    computed: ticks\n    ticks:\n"
	      "      - label: L\n        rules:\n          - {check: referred, values: [needs], say: S}",
	      ""),
	  14, 1, "a tick looks at answers of its own entry alone" },
	{ REG("  - {id: a, type: text}\n  - id: b\n    type: int\n    computed: ticks\n    ticks:\n"
	      "      - label: L\n        rules:\n          - {check: words, field: a, least: 2}",
	      ""),
	  14, 1, "a rule of a tick needs 'say'" },
	{ "view: v-1\ntitle: V\nkind: groups\nparts:\n"
	  "  - {as: rows, register: actions, fields: {group: for}, values: {along: \"for, zebra\", to: outcomes}}",
	  1, 1, "'zebra' is no field of any register" },
	{ "view: v-1\ntitle: V\nkind: groups\nparts:\n"
	  "  - {as: rows, register: actions, fields: {group: for}, values: {along: for}}",
	  5, 73, "'along' and 'to' belong together" },
	{ "view: v-1\ntitle: V\nkind: groups\nparts:\n"
	  "  - {as: rows, register: actions, fields: {group: due}, values: {by: week}}",
	  5, 70, "'by' is month, quarter or year" },
	{ "view: v-1\ntitle: V\nkind: groups\nparts:\n"
	  "  - as: rows\n    register: actions\n    fields: {group: due}\n    any:\n"
	  "      - {check: no_cycle, field: depends_on, say: S}",
	  9, 1, "a view cannot choose by it" },
	{ "view: v-1\ntitle: V\nkind: groups\nparts:\n"
	  "  - as: rows\n    register: actions\n    fields: {group: due}\n    any:\n"
	  "      - {check: overdue, field: due}",
	  9, 1, "a rule of a view needs 'say'" },
	{ "view: v-1\ntitle: V\nkind: ends\nparts:\n"
	  "  - {as: ends, register: services, fields: {date: funding_ends}}\n"
	  "  - {as: touches, register: coverage}",
	  1, 7, "needs under 'as: touches' a field that is 'ends'" },
	{ "view: v-1\ntitle: V\nkind: timeline\nparts:\n"
	  "  - {as: rows, register: actions, fields: {start: start, due: due, status: status},\n"
	  "     values: {finished: over}}",
	  1, 1, "'over' is no answer of the field that is 'status'" },
	/* views and chains */
	{ "view: v-1\ntitle: V\nkind: matrix\nparts: [{as: rows, register: needs}]", 1, 7,
	  "needs a part 'as: columns'" },
	{ "view: v-1\ntitle: V\nkind: ends\nparts: [{as: ends, register: services}]", 1, 7,
	  "a field that is 'date'" },
	{ "view: v-1\ntitle: V\nkind: timeline\nparts:\n"
	  "  - {as: rows, register: actions, fields: {start: start, due: what}}",
	  5, 63, "wrong type to be 'due'" },
	{ "view: v-1\ntitle: V\nkind: timeline\nparts:\n"
	  "  - {as: rows, register: actions, fields: {start: start, due: zebra}}",
	  5, 63, "zebra" },
	{ "view: v-1\ntitle: V\nkind: model\nparts:\n  - {as: boxes, register: designs}", 5, 10,
	  "no part of this kind" },
	{ "view: v-1\ntitle: V\nkind: model\nparts:\n  - {as: rows, register: zebras}", 5, 26,
	  "no register 'zebras'" },
	{ "view: v-1\ntitle: V\nkind: model\nparts:\n"
	  "  - {as: rows, register: designs, values: {colour: red}}",
	  5, 44, "nothing that 'rows' is told" },
	{ "view: v-1\ntitle: V\nkind: matrix\nparts:\n  - {as: rows, register: needs}\n"
	  "  - {as: columns, register: services, values: {same: \"type, zebra\"}}\n"
	  "  - {as: cells, register: coverage, fields: {row: need, column: service, value: fit}}",
	  1, 1, "zebra" },
	{ "view: v-1\ntitle: V\nkind: matrix\nparts:\n  - {as: rows, register: needs}\n"
	  "  - {as: columns, register: services}\n"
	  "  - as: cells\n    register: coverage\n"
	  "    fields: {row: need, column: service, value: fit}\n"
	  "    values: {order: some}",
	  1, 1, "'some' is no answer of the field that is 'value'" },
	{ "view: v-1\ntitle: V\nkind: model\nactivity: nowhere\nparts:\n"
	  "  - {as: rows, register: designs}",
	  4, 11, "no activity 'nowhere'" },
	{ "chain: x\ntitle: X\norder: [needs, zebras]", 3, 16, "no register 'zebras'" },
	{ "chain: x\ntitle: X\norder: [needs, gaps]\nends: [outcomes]", 4, 8, "not in its order" },
	{ "chain: x\ntitle: X\norder: [needs, gaps]\nmissing: 10", 1, 8, "1 to 9, 9 the worst" },
	/* attention, links and the calendar */
	{ REG("  - {id: a, type: int}",
	      "rules: [{check: some_of, fields: [a], attention: 10, say: S, source: X}]"),
	  8, 1, "attention is 1 to 9" },
	{ REG("  - {id: a, type: int}", "rules: [{check: some_of, fields: [a], attention: 3}]"), 8,
	  1, "needs 'say' and 'source'" },
	{ REG("  - {id: a, type: period}",
	      "rules: [{check: no_overlap, field: a, attention: 3, say: S, source: X}]"),
	  8, 1, "takes no attention" },
	{ REG("  - {id: a, type: int}", "rules: [{check: some_of, fields: [a], who: a}]"), 8, 44,
	  "cannot say who has to act" },
	{ REG("  - {id: a, type: int}",
	      "rules: [{check: reaches, fields: [nowhere], values: [needs]}]"),
	  8, 35, "'nowhere' is no field" },
	{ REG("  - {id: a, type: int}",
	      "rules: [{check: reaches, fields: [for], values: [zebras]}]"),
	  8, 50, "no register 'zebras'" },
	{ REG("  - {id: a, type: int}",
	      "rules: [{check: referred, values: [coverage], where: {zz: full}}]"),
	  8, 55, "'zz' is no field of the registers in 'values'" },
	{ REG("  - {id: a, type: int}",
	      "rules: [{check: referred, values: [coverage, gaps], where: {fit: fully}}]"),
	  8, 66, "'fully' is no option of 'fit'" },
	{ REG("  - {id: a, type: int}", "rules: [{check: some_of, fields: [a], back: [needs]}]"), 8,
	  1, "belong to 'referred' and 'reaches'" },
	{ "calendar: c\ndeadlines: [{id: d, title: T, month: 2}]", 2, 18, "has no such day" },
	{ "calendar: c\ndeadlines:\n  - {id: d, title: T, attention: 3, month: 1, day: 1}", 3, 10,
	  "would never be met" },
	{ "calendar: c\ndeadlines:\n  - {id: d, title: T, ahead: 3}", 3, 10,
	  "needs a day or 'after'" },
	{ "calendar: c\ndeadlines:\n  - {id: d, title: T, month: 1, day: 1,\n"
	  "     shown_by: [{register: actions, date: what}]}",
	  4, 43, "'what' is no date" },
	/* how long things are kept */
	{ "retention: r\nkeeps:\n  - {id: k, register: needs, months: 12}", 3, 5,
	  "needs 'source'" },
	{ "retention: r\nkeeps:\n  - {id: k, register: zebras, months: 12, source: S}", 3, 23,
	  "no register 'zebras'" },
	{ "retention: r\nkeeps:\n  - {id: k, register: feedback, months: 12, source: S, from: [says]}",
	  3, 63, "'says' is no date" },
	{ "retention: r\nkeeps:\n  - {id: k, register: feedback, months: 12, source: S, from: [soon]}",
	  3, 63, "'soon' is no field of 'feedback'" },
	{ "retention: r\nkeeps:\n  - {id: k, register: feedback, months: 9999, source: S}", 3, 10,
	  "months are at most 1200" },
	{ "retention: r\nkeeps:\n  - {id: k, register: learning, months: 12, source: S}", 3, 10,
	  "name its dates under 'from'" },
	{ "retention: r\nkeeps:\n  - {id: k, register: actions, months: 12, source: S, fields: [updates]}",
	  3, 64, "is not one answer" },
	{ "retention: r\nkeeps:\n  - {id: k, register: readings, months: 12, source: S, fields: [note]}",
	  3, 65, "cannot go alone" },
	{ "retention: r\nkeeps:\n"
	  "  - {id: k, register: feedback, months: 12, source: S, fields: [says], then: archive}",
	  3, 10, "an entry is archived whole" },
	{ "retention: r\nkeeps:\n  - {id: k, register: feedback, months: 12, source: S, where: {zz: a}}",
	  3, 64, "'zz' is no field" },
	{ "retention: r\nkeeps:\n  - {id: keep-feedback, register: feedback, months: 12, source: S}",
	  3, 10, "the keep 'keep-feedback' is there already" },
	/* the file */
	{ "checklist: [", 2, 1, "brackets and braces" },
	{ "checklist: a: b", 1, 13, "a colon where none fits" },
	{ "checklist: @x", 1, 12, "cannot start with this character" },
	{ "checklist: 'x", 1, 12, "close them" },
	{ "checklist: x\n\titems: []", 2, 1, "a tab" },
	{ "checklist: x\ntitle: y\xe2\x80\xae z", 2, 9, "hidden character" },
	{ "checklist: x\ntitle: \"y\\u202e\"", 2, 8, "hidden character" },
	{ "checklist: x\ntitle: caf\xe9", 2, 11, "not UTF-8" },
	{ "checklist: &a x", 1, 12, "'&'" },
	{ "checklist: x\ntitle: *a", 2, 8, "'*'" },
	{ "checklist: !!str x", 1, 12, "'!'" },
	{ "checklist: x\n<<: {title: y}", 2, 1, "'<<'" },
	{ "checklist: x\ntitle: y\ntitle: z", 3, 1, "twice" },
	{ "checklist: x\ntitle:", 2, 7, "has no text" },
	{ "checklist: x\n? [a]\n: b", 2, 3, "a key must be a word" },
	/* what a document is */
	{ "chequelist: x", 1, 1, "a document starts with what it is" },
	{ "- a\n- b", 1, 1, "a document starts with what it is" },
	{ "pack: other\nversion: 1\ntitle: Other", 1, 1, "a second 'pack:'" },
	/* keys and their values */
	{ "checklist: x\ntitle: X\ntitel: Y\nitems: [{id: x-1, text: T}]", 3, 1,
	  "perhaps 'title' was meant" },
	{ "checklist: x\ntitle: X\nzebra: Y\nitems: [{id: x-1, text: T}]", 3, 1,
	  "unknown key 'zebra'" },
	{ "checklist: x\ntitle: X", 1, 1, "needs 'items'" },
	{ "checklist: x\ntitle: [a]\nitems: [{id: x-1, text: T}]", 2, 8, "takes one text" },
	{ "checklist: x\ntitle: X\nitems: many", 3, 8, "takes a list" },
	{ "checklist: x\ntitle: X\nitems: [one]", 3, 9, "is a map" },
	{ "checklist: X y\ntitle: X\nitems: [{id: x-1, text: T}]", 1, 12, "the name 'X y'" },
	{ "checklist: x\ntitle: X\nitems: [{id: x-1, text: T, basis: mine}]", 3, 35,
	  "use one of stated, ours" },
	{ REG("  - {id: a, type: texts}", ""), 7, 19, "use one of text, long" },
	{ REG("  - {id: a, type: int, required: maybe}", ""), 7, 34, "yes or no" },
	{ REG("  - {id: a, type: int, min: low}", ""), 7, 29, "takes a number" },
	{ REG("  - {id: a, type: int, shown_when: b}", ""), 7, 36, "takes a map" },
	{ REG("  - {id: a, type: int}", "rules: [{check: older_than, field: a, months: -1}]"), 8,
	  47, "whole number" },
	/* names in the store */
	{ "register: pets\nprefix: NE\ntitle: P\none: p\ncolumns: [title]\nfields: [{id: a, type: int}]",
	  2, 9, "the prefix 'NE' is there already" },
	{ "register: pets\nprefix: px\ntitle: P\none: p\ncolumns: [title]\nfields: [{id: a, type: int}]",
	  2, 9, "letters A-Z" },
	{ "register: pets\nprefix: PX\nkey: verylongkey\ntitle: P\none: p\ncolumns: [title]\n"
	  "fields: [{id: a, type: int}]",
	  3, 6, "at most 8" },
	{ "register: needs\nprefix: PX\ntitle: P\none: p\ncolumns: [title]\nfields: [{id: a, type: int}]",
	  1, 11, "the register 'needs' is there already" },
	{ REG("  - {id: a2345678901234567890123456789012345678901, type: int}", ""), 7, 10,
	  "at most 40" },
	{ REG("  - {id: notes, type: long}", ""), 7, 10, "every record has a field 'notes'" },
	{ REG("  - {id: a, type: int}\n  - {id: a, type: int}", ""), 8, 10,
	  "the field 'a' is there already" },
	{ REG("  - {id: gone, type: int}", ""), 7, 10, "marks deleted records" },
	{ "checklist: x\ntitle: X\nitems: [{id: prep-vision-agreed, text: T}]", 3, 14,
	  "the item 'prep-vision-agreed' is there already" },
	/* names of other entries */
	{ "checklist: x\ntitle: X\nactivity: nowhere\nitems: [{id: x-1, text: T}]", 3, 11,
	  "no activity 'nowhere'" },
	{ "checklist: x\ntitle: X\nform: needs\nitems: [{id: x-1, text: T}]", 3, 7,
	  "no form 'needs'" },
	{ REG("  - {id: a, type: ref, to: [cats]}", ""), 7, 29, "no register 'cats'" },
	{ REG("  - {id: a, type: ref}", ""), 7, 10, "points nowhere" },
	{ REG("  - {id: a, type: choice}", ""), 7, 10, "nothing to choose from" },
	{ REG("  - {id: a, type: choice, scale: none-such}", ""), 7, 34, "no scale 'none-such'" },
	{ REG("  - {id: a, type: choice, options: [x, x]}", ""), 7, 40, "is there twice" },
	{ REG("  - {id: a, type: int, options: [x]}", ""), 7, 10, "belong to a choice" },
	{ REG("  - {id: a, type: rows}", ""), 7, 10, "has no fields" },
	{ REG("  - {id: a, type: choice, options: [x]}\n  - {id: b, type: int, shown_when: {a: y}}",
	      ""),
	  8, 40, "'y' is no option of 'a'" },
	{ REG("  - {id: b, type: int, shown_when: {zz: y}}", ""), 7, 37, "'zz' is no field" },
	{ REG("  - {id: b, type: int, label: 1234567890123456789012345678901234567890123456789012345678901}",
	      ""),
	  7, 31, "longer than 60" },
	{ REG("  - {id: a, type: int}", "order: zz"), 8, 8, "'zz' is no field" },
	{ REG("  - {id: a, type: int}", "unique: [a, zz]"), 8, 13, "'zz' is no field" },
	{ REG("  - {id: a, type: int}", "rules: [{check: not_before, fields: [a]}]"), 8, 1,
	  "at least 2" },
	{ REG("  - {id: a, type: int}", "rules: [{check: not_future, field: zz}]"), 8, 36,
	  "'zz' is no field" },
	{ REG("  - {id: a, type: int}", "starters: [{values: {zz: 1}}]"), 8, 22,
	  "'zz' is no field" },
	{ REG("  - {id: a, type: int}\n  - {id: why, type: long, with: a}", ""), 8, 33,
	  "'why' is kept with 'a', which has to be a choice beside it" },
	{ REG("  - {id: why, type: long, with: b}", ""), 7, 33, "which has to be a choice" },
	{ "report: r\ntitle: R\nsections: [{title: S, registers: cats}]", 3, 34,
	  "no register 'cats'" },
	{ "report: r\ntitle: R\nsections: [{title: S, special: magic}]", 3, 32,
	  "partnership, cycle, stages or changes" },
	{ "report: r\ntitle: R\nsections: [{title: S, special: partnership, columns: [zz]}]", 3, 55,
	  "'zz' is no question or field of this section" },
	{ "report: r\ntitle: R\nsections: [{title: S, columns: [zz]}]", 3, 33,
	  "'columns' needs 'registers', 'questions' or 'special'" },
	{ "sample: s\ntitle: S\nmarked: M\nrows: [{register: needs, id: NE-01, values: {zz: 1}}]",
	  4, 46, "'zz' is no field" },
	{ "sample: s\ntitle: S\nmarked: M\nrows: [{register: needs, id: NE-01, values: {source_date: soon}}]",
	  4, 59, "Date of the source" },
	{ "sample: s\ntitle: S\nmarked: M\nrows: [{register: needs, id: NE-01, values: {title.1: x}}]",
	  4, 46, "has no rows" },
	{ "sample: s\ntitle: S\nmarked: M\nrows: [{id: NE-01, values: {title: x}}]", 4, 13,
	  "says 'register' or 'form'" },
	{ REG("  - {id: a, type: int}", "starters: [{values: {a: many}}]"), 8, 25, "A" },
	{ "glossary: g\nterms: [{id: zz-1, word: W, meaning: M, see: [nothing]}]", 2, 47,
	  "no term 'nothing'" },
	{ "calendar: c\ndeadlines: [{id: d, title: D, month: 13, day: 1}]", 2, 18, "no such day" },
	/* override and add */
	{ "override: needs/fields/zz/hint\nwith: x", 1, 11, "'zz' is not there" },
	{ "override: needs/fields/severity/hint", 1, 1, "needs 'with'" },
	{ "override: needs/title\nwith: [x]", 2, 7, "takes one text" },
	{ "override: needs/id\nwith: x", 1, 11, "'id' is not there" },
	{ "override: needs/key\nwith: nn", 1, 11, "'key' can never be changed" },
	{ "override: needs/prefix\nwith: NN", 1, 11, "'prefix' can never be changed" },
	{ "override: needs/together\nwith: yes", 1, 11, "'together' can never be changed" },
	{ "override: needs/scope\nwith: partnership", 1, 11, "'scope' can never be changed" },
	{ "register: r\nprefix: RR\ntitle: R\none: r\ncolumns: [title]\ntogether: yes\n"
	  "fields:\n  - {id: row, type: text}",
	  8, 10, "give its field 'row' another name" },
	{ "form: f\nkey: ff\ntitle: F\none: f\nscope: here\nfields:\n  - {id: a, type: text}", 5, 8,
	  "'scope' is partnership" },
	{ "add: needs/title\nwith: x", 2, 7, "no list to add to" },
	{ "add: needs/fields\nwith: [{id: notes, type: int}]", 2, 13, "every record has a field" },
};

Test(pack_faults, each_is_told_with_its_place_and_the_way_out)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf text = { 0 };
		struct pack_faults faults;
		struct packs *p;
		bool found = false;

		buf_printf(&text, HEAD "%s\n", cases[i].text);
		cr_expect(join(text.data, &faults, &p) == RC_INVALID, "case %zu is taken: %s", i,
			  cases[i].text);
		for (size_t k = 0; k < faults.n; k++)
			found = found || (faults.v[k].line == cases[i].line + 4 &&
					  faults.v[k].column == cases[i].column &&
					  strstr(faults.v[k].text, cases[i].says));
		cr_expect(found, "case %zu: %s\nwanted %d:%d %s, got %d:%d %s", i, cases[i].text,
			  cases[i].line + 4, cases[i].column, cases[i].says,
			  faults.n ? faults.v[0].line : 0, faults.n ? faults.v[0].column : 0,
			  faults.n ? faults.v[0].text : "nothing");
		packs_close(p);
		buf_clear(&text);
	}
}

Test(pack_faults, every_fault_of_content_is_told_at_once)
{
	struct pack_faults faults;
	struct packs *p;

	join(HEAD
	     "checklist: x\ntitle: X\ncolour: red\nactivity: nowhere\nitems:\n  - {id: x-1, text: T, basis: no}\n"
	     "  - {id: x-1, text: U}\n",
	     &faults, &p);
	cr_expect(eq(sz, faults.n, 4));
}

Test(pack_faults, a_pack_without_a_name_is_told_so)
{
	struct pack_faults faults;
	struct packs *p;

	cr_expect(eq(int,
		     join("checklist: x\ntitle: X\nitems: [{id: x-1, text: T}]\n", &faults, &p),
		     RC_INVALID));
	cr_assert(eq(sz, faults.n, 1));
	cr_expect(strstr(faults.v[0].text, "does not say its name") != NULL);
}

/* What takes long when every name is looked for among all others. */
Test(pack_faults, thousands_of_entries_are_told_within_the_time_of_a_start)
{
	static const char *const parts[][2] = {
		{ "checklist: x\ntitle: X\nitems:\n", "  - {id: a, text: b}\n" },
		{ "register: pets\nprefix: PX\ntitle: P\none: p\ncolumns: [title]\nfields:\n",
		  "  - {id: a, type: int}\n" },
		{ "checklist: x\ntitle: X\nitems: [{id: x-1, text: T}]\nzz:\n", "  - b\n" },
		{ "register: pets\nprefix: PX\ntitle: P\none: p\nfields: [{id: a, type: int}]\ncolumns:\n",
		  "  - a\n" },
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		struct buf text = { 0 };
		struct pack_faults faults;
		struct timespec from, to;
		struct packs *p;

		buf_printf(&text, HEAD "%s", parts[i][0]);
		for (int k = 0; k < 7000; k++)
			buf_str(&text, parts[i][1]);
		clock_gettime(CLOCK_MONOTONIC, &from);
		cr_expect(eq(int, join(text.data, &faults, &p), RC_INVALID));
		clock_gettime(CLOCK_MONOTONIC, &to);
		cr_expect(to.tv_sec - from.tv_sec < 2, "case %zu takes seconds", i);
		cr_expect(faults.n >= 1 && faults.n <= FAULTS_MAX);
		buf_clear(&text);
	}
}

Test(pack_faults, values_are_not_held_against_fields_that_have_faults)
{
	struct pack_faults faults;
	struct packs *p;

	join(HEAD REG("  - {id: a, type: choice, options: [{label: x}]}",
		      "starters: [{values: {a: x}}]\n"),
	     &faults, &p);
	cr_assert(eq(sz, faults.n, 1));
	cr_expect(strstr(faults.v[0].text, "needs 'id'") != NULL);
}

Test(pack_faults, a_thousand_faults_are_cut_and_still_refuse_the_pack)
{
	struct buf text = { 0 };
	struct pack_faults faults;
	struct packs *p;

	buf_str(&text, HEAD);
	for (int i = 0; i < 1000; i++)
		buf_printf(&text, "---\nnonsense: %d\n", i);
	cr_expect(eq(int, join(text.data, &faults, &p), RC_INVALID));
	cr_expect(eq(sz, faults.n, FAULTS_MAX));
	cr_expect(
		eq(int,
		   join(HEAD "checklist: x\ntitle: X\nitems: [{id: x-1, text: T}]\n", &faults, &p),
		   RC_OK));
	packs_close(p);
	buf_clear(&text);
}
