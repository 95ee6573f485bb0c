/* SPDX-License-Identifier: ISC */
/*
 * make_big DIR facts COUNT CURRENT   COUNT stored values in all, CURRENT of them answers of the newest
 *                                    cycle; the others are answers of the first cycle and the log
 * make_big DIR rows COUNT            COUNT services in the newest cycle, half of them the first and
 *                                    half the last of SPAN: what stands at either end of a list is
 *                                    the same whatever COUNT is
 * make_big DIR save SECONDS ITEM     change the note of one item again and again, as a colleague would
 * make_big DIR scan SECONDS          read all answers of the newest cycle again and again; prints how
 *                                    many answers there are and how many are read in a second
 */
#include <string.h>
#include <time.h>

#include "store_dir.h"

struct answer {
	const char *field, *text; /* %zu in the text: the number of the record */
};

static const struct answer service[] = {
	{ "title", "Service %zu for people in and near the justice system" },
	{ "provider", "pa-000003" },
	{ "type", "mentoring/throughcare" },
	{ "justice_or_general", "justice" },
	{ "pathway", "prosecution" },
	{ "target_group", "People on short sentences and on remand" },
	{ "area", "Strathfinlay" },
	{ "access_mode", "face to face" },
	{ "places", "%zu" },
	{ "funding_ends", "2028-03-31" },
	{ "life", "live" },
	{ "confidence", "medium" },
	{ "owner_role", "Commissioning officer" },
	{ NULL, NULL },
};
static const struct answer need[] = {
	{ "title", "Group %zu needs settled housing on the day of release" },
	{ "group", "People leaving custody with no address" },
	{ "need_statement", "People who leave custody need a settled place to stay on that day." },
	{ "domain", "housing" },
	{ "outcomes", "ou-000006" },
	{ "severity", "high" },
	{ "prevalence", "medium" },
	{ "trend", "rising" },
	{ "life", "live" },
	{ "confidence", "low" },
	{ NULL, NULL },
};
static const struct answer action[] = {
	{ "what", "Agree supported places, part %zu" },
	{ "duty", "plan" },
	{ "target", "5 places" },
	{ "owner_partner", "pa-000002" },
	{ "accountable_role", "Operations manager" },
	{ "start", "2026-04-01" },
	{ "due", "2029-03-31" },
	{ "status", "on track" },
	{ "progress", "40" },
	{ "life", "live" },
	{ "confidence", "high" },
	{ NULL, NULL },
};
static const struct {
	const char *key;
	const struct answer *answer;
} kinds[] = { { "sv", service }, { "ne", need }, { "ac", action } };

enum { KINDS = 3, PARTNERS = 20, SAMPLE_ROWS = 100, SIX_DIGITS = 100000, SPAN = 10000 };

static void add_record(struct bulk *b, const char *cycle, const char *key, const struct answer *v,
		       size_t n)
{
	const char *id = arena_printf(b->arena, "%s-%06zu", key, n);

	for (; v->field; v++) {
		const char *place = strstr(v->text, "%zu");
		const char *text = v->text;

		if (place)
			text = arena_printf(b->arena, "%.*s%zu%s", (int)(place - v->text), v->text,
					    n, place + 3);
		bulk_fact(b, fact_name(b->arena, cycle, key, id, v->field), text);
	}
	bulk_end(b);
}

/* Records of the three kinds in turn until there are so many answers. */
static void add_answers(struct bulk *b, const char *cycle, size_t count)
{
	size_t left = count;

	for (size_t n = 0; left; n++) {
		add_record(b, cycle, kinds[n % KINDS].key, kinds[n % KINDS].answer,
			   SAMPLE_ROWS + n / KINDS);
		if (b->n >= left || b->n >= 50 * CHANGE_MAX_FACTS) {
			b->n = b->n < left ? b->n : left;
			left -= b->n;
			save_all(b);
		}
	}
}

static void add_partners(struct bulk *b, const char *cycle)
{
	for (size_t n = 1; n <= PARTNERS; n++) {
		const struct answer partner[] = {
			{ "name", "Partner %zu of the partnership" },
			{ "life", "live" },
			{ NULL, NULL },
		};

		add_record(b, cycle, "pa", partner, n);
	}
}

/* Each answer is two values, itself and its place in the log; log lines come on top, one to 200. */
static void make_facts(size_t count, size_t current)
{
	size_t answers = count / 2 - count / (4 * CHANGE_MAX_FACTS);
	struct bulk b;
	const char *cycle;

	bulk_init(&b, arena_new());
	add_answers(&b, at.s.cycle, answers - current);
	need_ok(cycle_make(&at.s, "The cycle of the measurement", 2026, 2028, NULL, at.a, &cycle,
			   &at.err));
	add_partners(&b, cycle);
	save_all(&b);
	add_answers(&b, cycle, current);
	arena_free(b.arena);
}

static void make_rows(size_t count)
{
	struct bulk b;

	bulk_init(&b, arena_new());
	for (size_t n = 0; n < count; n++) {
		size_t number = n < count / 2 ? n : SPAN - count + n;

		add_record(&b, at.s.cycle, "sv", service, SIX_DIGITS + number);
		if (b.n >= 50 * CHANGE_MAX_FACTS)
			save_all(&b);
	}
	if (b.n)
		save_all(&b);
	arena_free(b.arena);
}

static double now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static bool count_fact(void *arg, const struct fact *f)
{
	(void)f;
	++*(size_t *)arg;
	return true;
}

static void scan_all(double seconds)
{
	const char *cycle = arena_printf(at.a, "%s/", at.s.cycle);
	double began = now_s(), took;
	size_t n, all = 0;

	do {
		n = 0;
		need_ok(store_read(at.s.store, session_place(&at.s), cycle, NULL, count_fact, &n,
				   &at.err));
		all += n;
		took = now_s() - began;
	} while (took < seconds);
	printf("%zu %.0f\n", n, (double)all / took);
}

static void keep_saving(double seconds, const char *item)
{
	const char *name = fact_name(at.a, at.s.cycle, "it", item, "note");
	struct version seen = { .number = 0 };
	struct timespec nap = { 0, 20000000 };
	double end = now_s() + seconds;
	struct fact f;

	if (store_get(at.s.store, session_place(&at.s), name, at.a, &f, NULL) == RC_OK)
		seen = f.at;
	for (size_t n = 0; now_s() < end; n++) {
		char text[32];
		int len = snprintf(text, sizeof(text), "note %zu", n);
		struct edit e = { .fact = name, .text = { text, (size_t)len }, .seen = seen };
		struct change c = { .by = &at.s.actor, .action = "edit", .edits = &e, .count = 1 };
		struct saved saved;

		need_ok(store_save(at.s.store, session_place(&at.s), &c, NULL, &saved, &at.err));
		seen = saved.at;
		nanosleep(&nap, NULL);
	}
}

int main(int argc, char **argv)
{
	if (argc < 4) {
		fprintf(stderr,
			"make_big DIR facts COUNT CURRENT | rows COUNT | save SECONDS ITEM | "
			"scan SECONDS\n");
		return 2;
	}
	open_dir(argv[1]);
	if (!strcmp(argv[2], "facts") && argc == 5)
		make_facts(strtoul(argv[3], NULL, 10), strtoul(argv[4], NULL, 10));
	else if (!strcmp(argv[2], "rows"))
		make_rows(strtoul(argv[3], NULL, 10));
	else if (!strcmp(argv[2], "scan"))
		scan_all(strtod(argv[3], NULL));
	else if (!strcmp(argv[2], "save") && argc == 5)
		keep_saving(strtod(argv[3], NULL), argv[4]);
	store_close(at.s.store);
	packs_close(at.packs);
	arena_free(at.a);
	return 0;
}
