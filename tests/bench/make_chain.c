/* SPDX-License-Identifier: ISC */
/*
 * make_chain DIR [FACTS]   a whole plan, linked from needs to readings
 *
 * Without FACTS: 500 needs, 500 services, 20,000 judgements of how they fit,
 * 5,000 actions, 50,000 readings of 500 indicators and the gaps, decisions and
 * designs between them. With FACTS: about so many stored answers in the same
 * shares. It goes into the newest cycle, whose nine outcomes are those that
 * cairn init gives. What was made is printed.
 * Source for the sizes: the README, COST
 */
#include <string.h>

#include "core/records/value.h"
#include "store_dir.h"

enum kind { PA, RE, SV, NE, FG, EV, CO, FB, GA, DE, DS, PR, AC, IN, IR, OA, LE, OU, KINDS };

enum { FIRST_NUMBER = 1001, OUTCOMES = 9, FULL = 10000, FIRST_YEAR = 2017, ANSWERS_MAX = 24 };

/* Which record a link leads to: n is the number of the one that links, from 0. */
typedef size_t pick_fn(size_t n, const size_t *count, enum kind to);

static size_t in_turn(size_t n, const size_t *count, enum kind to)
{
	return n % count[to];
}

/* Judgements go through all needs, then again with the next service. */
static size_t next_service(size_t n, const size_t *count, enum kind to)
{
	return (n % count[NE] + n / count[NE]) % count[to];
}

/* An action waits for the one before; each tenth waits for none. */
static size_t one_before(size_t n, const size_t *count, enum kind to)
{
	(void)count;
	(void)to;
	return n % 10 ? n - 1 : SIZE_MAX;
}

struct answer {
	const char *field;
	const char *text; /* %zu: the number of the record, %m: a month, %y: a year */
	pick_fn *pick;
	enum kind to;
};

#define LINK(f, reg) \
	{ \
		.field = f, .pick = in_turn, .to = reg \
	}
#define PICK(f, how, reg) \
	{ \
		.field = f, .pick = how, .to = reg \
	}
#define SAYS(f, words) \
	{ \
		.field = f, .text = words \
	}
#define END \
	{ \
		.field = NULL \
	}

static const struct answer partner[] = {
	SAYS("name", "Partner %zu of the partnership"),
	SAYS("kind", "third sector"),
	SAYS("reach", "Strathfinlay"),
	SAYS("contact_role", "Manager"),
	SAYS("seat", "delivery group"),
	SAYS("last_confirmed", "2026-05-12"),
	END,
};
static const struct answer resource[] = {
	SAYS("title", "Hours of staff, part %zu"),
	LINK("partner", PA),
	SAYS("kind", "people"),
	SAYS("quantity", "0.5"),
	SAYS("unit", "FTE"),
	SAYS("share_offer", "offered"),
	END,
};
static const struct answer service[] = {
	SAYS("title", "Service %zu for people in and near the justice system"),
	LINK("provider", PA),
	SAYS("type", "mentoring/throughcare"),
	SAYS("justice_or_general", "justice"),
	SAYS("pathway", "prosecution"),
	SAYS("target_group", "People on short sentences and on remand"),
	SAYS("area", "Strathfinlay"),
	SAYS("access_mode", "face to face"),
	SAYS("places", "%zu"),
	SAYS("cost_year", "61000.00"),
	SAYS("funding_ends", "2028-03-31"),
	LINK("evidence", EV),
	END,
};
static const struct answer need[] = {
	SAYS("title", "Group %zu needs settled housing on the day of release"),
	SAYS("group", "People leaving custody with no address"),
	SAYS("need_statement",
	     "People who leave custody need a settled place to stay on that day."),
	SAYS("domain", "housing"),
	LINK("outcomes", OU),
	SAYS("severity", "high"),
	SAYS("prevalence", "medium"),
	SAYS("trend", "rising"),
	END,
};
static const struct answer figure[] = {
	LINK("need", NE),
	SAYS("value", "%zu"),
	SAYS("unit", "applications a year"),
	SAYS("period", "2024-04-01 2025-03-31"),
	SAYS("geography", "partnership"),
	SAYS("kind", "count"),
	SAYS("provenance", "published"),
	SAYS("data_source", "Homelessness statistics"),
	END,
};
static const struct answer evidence[] = {
	SAYS("kind", "research"),
	SAYS("citation", "Study %zu of what helps people stay out of prison"),
	SAYS("year", "2022"),
	SAYS("says", "Help on the day of release halves returns within a year."),
	SAYS("implication", "Pay for help on the day."),
	SAYS("strength", "promising"),
	LINK("applies_to", NE),
	END,
};
static const struct answer judgement[] = {
	LINK("need", NE),
	PICK("service", next_service, SV),
	SAYS("fit", "part"),
	SAYS("why", "Places for half of those who ask"),
	SAYS("rated_on", "2026-05-12"),
	END,
};
static const struct answer feedback[] = {
	SAYS("from", "people using services"),
	SAYS("how", "group"),
	SAYS("date", "2026-03-06"),
	SAYS("says", "The first days after release decide everything."),
	SAYS("consent", "given"),
	LINK("need", NE),
	LINK("service", SV),
	SAYS("what_changed", "One number to ring"),
	SAYS("told_back", "2026-06-01"),
	END,
};
static const struct answer gap[] = {
	SAYS("title", "Gap %zu between need and service"),
	SAYS("type", "too little"),
	LINK("need", NE),
	LINK("services", SV),
	SAYS("size", "8 people a year"),
	LINK("figure", FG),
	LINK("outcome", OU),
	SAYS("impact", "high"),
	SAYS("urgency", "high"),
	SAYS("confirmed_by", "people using services"),
	LINK("evidence", FB),
	END,
};
static const struct answer decision[] = {
	SAYS("title", "Create route %zu for the day of release"),
	SAYS("type", "create"),
	LINK("gap", GA),
	LINK("gaps", GA),
	LINK("outcomes", OU),
	LINK("lead", PA),
	SAYS("state", "agreed"),
	SAYS("rationale", "Few people, great harm."),
	SAYS("cost_change", "45000.00"),
	SAYS("cost_year", "2026-27"),
	SAYS("funding_certainty", "likely"),
	SAYS("decided_by", "Board"),
	SAYS("decided_on", "2026-06-03"),
	SAYS("route", "board"),
	SAYS("scores.1", "criterion=need\nrater=Coordinator\nscore=5\nweight=2"),
	SAYS("scores.2", "criterion=need\nrater=Police\nscore=3\nweight=2"),
	END,
};
static const struct answer design[] = {
	SAYS("title", "Design %zu"),
	LINK("decision", DE),
	SAYS("model", "A place and a key worker"),
	SAYS("for_whom", "People who leave with no address"),
	SAYS("where", "Strathfinlay"),
	SAYS("start", "2026-10-01"),
	SAYS("review_on", "2027-03-31"),
	LINK("measures", IN),
	LINK("model_evidence", EV),
	SAYS("options.1", "cost=0.00\nname=Do nothing"),
	SAYS("options.2", "chosen=yes\ncost=45000.00\nname=Five places"),
	END,
};
static const struct answer procurement[] = {
	LINK("design", DS),
	SAYS("route", "grant"),
	SAYS("why", "Small and special"),
	SAYS("value", "45000.00"),
	SAYS("spec_type", "outcome"),
	SAYS("selection", "interview\nvisit"),
	LINK("provider", PA),
	END,
};
static const struct answer action[] = {
	SAYS("what", "Agree supported places, part %zu"),
	LINK("for", DE),
	SAYS("measure", "Places agreed in writing"),
	LINK("indicator", IN),
	SAYS("target", "5 places"),
	LINK("owner_partner", PA),
	SAYS("accountable_role", "Operations manager"),
	SAYS("accepted_on", "2026-06-20"),
	SAYS("start", "2026-04-01"),
	SAYS("due", "2029-03-31"),
	LINK("resources", RE),
	PICK("depends_on", one_before, AC),
	SAYS("status", "on track"),
	SAYS("progress", "40"),
	END,
};
static const struct answer indicator[] = {
	SAYS("name", "People with an address on day one, place %zu"),
	LINK("outcome", OU),
	SAYS("set", "local"),
	SAYS("kind", "count"),
	SAYS("direction", "up is good"),
	SAYS("definition", "People released with an address, of those known"),
	SAYS("data_source", "Housing office"),
	SAYS("frequency", "monthly"),
	SAYS("baseline", "20"),
	SAYS("target", "40"),
	SAYS("owner", "Analyst"),
	END,
};
static const struct answer reading[] = {
	LINK("indicator", IN),
	SAYS("period", "%m"),
	SAYS("geography", "partnership"),
	SAYS("value", "%zu"),
	SAYS("status", "final"),
	SAYS("entered_by", "Analyst"),
	END,
};
static const struct answer assessment[] = {
	LINK("outcome", OU),
	SAYS("year", "%y"),
	SAYS("status", "partly achieved"),
	SAYS("how_near", "About half way"),
	SAYS("priority", "yes"),
	SAYS("priority_reason", "Many people, great harm"),
	LINK("evidence", IR),
	SAYS("action_taken", "Places agreed"),
	SAYS("agreed_on", "2026-06-03"),
	END,
};
static const struct answer learning[] = {
	SAYS("title", "Names early, part %zu"),
	SAYS("happened", "Names came six weeks before release."),
	SAYS("learned", "Housing can plan when it knows."),
	LINK("evidence", AC),
	SAYS("shareable", "yes"),
	END,
};

/* How many of each at the full size; answers: without life and how sure. */
static const struct {
	const char *key;
	size_t full;
	const struct answer *answer;
	bool row; /* all answers are one stored value */
} kinds[KINDS] = {
	[PA] = { "pa", 50, partner, false },     [RE] = { "re", 500, resource, false },
	[SV] = { "sv", 500, service, false },    [NE] = { "ne", 500, need, false },
	[FG] = { "fg", 1000, figure, false },    [EV] = { "ev", 200, evidence, false },
	[CO] = { "co", 20000, judgement, true }, [FB] = { "fb", 1000, feedback, false },
	[GA] = { "ga", 500, gap, false },        [DE] = { "de", 400, decision, false },
	[DS] = { "ds", 300, design, false },     [PR] = { "pr", 150, procurement, false },
	[AC] = { "ac", 5000, action, false },    [IN] = { "in", 500, indicator, false },
	[IR] = { "ir", 50000, reading, true },   [OA] = { "oa", 27, assessment, false },
	[LE] = { "le", 50, learning, false },
};

static const char *id_of(struct arena *a, enum kind k, size_t n)
{
	if (k == OU)
		return arena_printf(a, "ou-%06zu", n + 1);
	return arena_printf(a, "%s-%06zu", kinds[k].key, FIRST_NUMBER + n);
}

/* The months before today, one after the other for each hundred of an indicator's readings. */
static const char *month_text(struct arena *a, size_t month)
{
	struct date from = { FIRST_YEAR + (int)(month / 12), (int)(month % 12) + 1, 1 };
	struct date to = date_from_days(date_days(date_add_months(from, 1)) - 1);
	char first[11], last[11];

	date_iso(from, first);
	date_iso(to, last);
	return arena_printf(a, "%s %s", first, last);
}

static const char *text_of(struct arena *a, const struct answer *v, size_t n, const size_t *count)
{
	const char *number;

	if (v->pick) {
		size_t to = v->pick(n, count, v->to);

		return to == SIZE_MAX ? "" : id_of(a, v->to, to);
	}
	if (strcmp(v->text, "%m") == 0)
		return month_text(a, n / count[IN]);
	if (strcmp(v->text, "%y") == 0)
		return arena_printf(a, "%zu-%02zu", 2023 + n / OUTCOMES, 24 + n / OUTCOMES);
	number = strstr(v->text, "%zu");
	return number ? arena_printf(a, "%.*s%zu%s", (int)(number - v->text), v->text, n,
				     number + 3)
		      : v->text;
}

static void add_record(struct bulk *b, enum kind k, size_t n, const size_t *count)
{
	const char *key = kinds[k].key, *id = id_of(b->arena, k, n);
	const struct reg *reg = schema_reg(at.s.schema, key);
	const char *cycle = reg && reg->scope ? CYCLE_COMMON : at.s.cycle;
	struct pair row[ANSWERS_MAX];
	size_t in_row = 0;

	for (const struct answer *v = kinds[k].answer; v->field; v++) {
		const char *text = text_of(b->arena, v, n, count);

		if (kinds[k].row)
			row[in_row++] = (struct pair){ v->field, text };
		else if (*text)
			bulk_fact(b, fact_name(b->arena, cycle, key, id, v->field), text);
	}
	if (in_row)
		bulk_fact(b, fact_name(b->arena, cycle, key, id, "row"),
			  pairs_text(row, in_row, b->arena));
	bulk_fact(b, fact_name(b->arena, cycle, key, id, "confidence"), "not known");
	bulk_fact(b, fact_name(b->arena, cycle, key, id, "life"), "live");
	bulk_end(b);
}

/* How many of each at a share of the full size, and what they come to in stored answers. */
static size_t plan(size_t share, size_t *count)
{
	size_t facts = 0;

	count[OU] = OUTCOMES;
	for (enum kind k = 0; k < OU; k++) {
		size_t answers = 2, most = k == CO ? count[NE] * count[SV] : SIZE_MAX;

		count[k] = (kinds[k].full * share + FULL - 1) / FULL;
		if (k == OA && count[k] > kinds[k].full)
			count[k] = kinds[k].full;
		count[k] = count[k] < most ? count[k] : most;
		for (const struct answer *v = kinds[k].answer; v->field; v++)
			answers++;
		facts += count[k] * (kinds[k].row ? 3 : answers);
	}
	return facts;
}

int main(int argc, char **argv)
{
	size_t count[KINDS], share = FULL, facts;
	struct bulk b;

	if (argc < 2 || argc > 3) {
		fprintf(stderr, "make_chain DIR [FACTS]\n");
		return 2;
	}
	for (share = argc == 3 ? 1 : FULL;
	     argc == 3 && plan(share, count) < strtoul(argv[2], NULL, 10);)
		share++;
	facts = plan(share, count);
	open_dir(argv[1]);
	bulk_init(&b, arena_new());
	for (enum kind k = 0; k < OU; k++) {
		for (size_t n = 0; n < count[k]; n++) {
			add_record(&b, k, n, count);
			if (b.n >= 50 * CHANGE_MAX_FACTS)
				save_all(&b);
		}
		printf("%s %zu\n", kinds[k].key, count[k]);
	}
	if (b.n)
		save_all(&b);
	printf("facts %zu\n", facts);
	arena_free(b.arena);
	close_dir();
	return 0;
}
