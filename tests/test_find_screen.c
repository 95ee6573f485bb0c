/* SPDX-License-Identifier: ISC */
/* Find anything leads to screens, views and reports by the words that people have for them. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <string.h>

#include "lib_world.h"

static struct world *w;

static void begin(void)
{
	w = world_open();
}

static void end(void)
{
	world_close(w);
}

TestSuite(find_screen, .init = begin, .fini = end, .timeout = 120);

/* Typed as it is said here, the line is there, and opens what it says. */
static void leads_to(const char *typed, const char *line, const char *shown)
{
	world_show(w, 60, 80, "find", typed, NULL, NULL);
	cr_assert(world_go(w, line), "%s:\n%s", typed, world_text(w));
	world_press(w, "Enter");
	cr_expect(world_has(w, shown), "%s:\n%s", typed, world_text(w));
	cr_expect(not(world_has(w, "Find anything\n")), "%s:\n%s", typed, world_text(w));
}

Test(find_screen, what_people_call_it_leads_there)
{
	static const struct {
		const char *typed, *line, *shown;
	} ways[] = {
		{ "erase", "History", "History" },
		{ "audit", "Sign-ins, exports", "Sign-ins" },
		{ "retention", "How long things", "How long things are kept" },
		{ "members", "People and roles", "People and roles" },
		{ "online", "Who is here", "Who is here" },
		{ "export", "Save as a file", "Save as a file" },
		{ "overdue", "Needs attention", "Needs attention" },
		{ "preferences", "Settings", "Your own" },
		{ "competencies", "My self-assessment", "Self-assessment of competencies" },
		{ "timeline", "Actions over time", "Actions over time" },
		{ "pooled", "Pooled and aligned", "Pooled and aligned budgets" },
		{ "business case", "Business case", "Business case" },
		{ "meeting", "What changed since", "When was the last meeting?" },
	};

	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		leads_to(ways[i].typed, ways[i].line, ways[i].shown);
}

Test(find_screen, the_words_stand_in_the_order_of_the_alphabet)
{
	const char *text, *a, *b, *c;

	world_show(w, 60, 80, "glossary", NULL, NULL, NULL);
	text = world_text(w);
	a = strstr(text, "\n  action\n");
	b = strstr(text, "\n  ADP: ");
	c = strstr(text, "\n  agreement\n");
	cr_expect(a && b && c && a < b && b < c, "%s", text);
}

Test(find_screen, a_new_action_beside_an_entry_begins_with_it)
{
	world_show(w, 60, 120, "record", "decisions", "de-000003", NULL);
	world_press(w, "a");
	cr_assert(world_has(w, "New action"), "%s", world_text(w));
	cr_expect(world_has(w, "Custody mentoring on two evenings"), "%s", world_text(w));
	world_press(w, "Esc");
	world_show(w, 60, 120, "record", "partners", "pa-000011", NULL);
	world_press(w, "a");
	cr_expect(world_has(w, "Finlay Housing and Homelessness Project"), "%s", world_text(w));
	world_show(w, 60, 120, "record", "actions", "ac-000001", NULL);
	world_press(w, "a");
	cr_expect(not(world_has(w, "Sign liberation-list")), "%s", world_text(w));
}
