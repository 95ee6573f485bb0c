/* SPDX-License-Identifier: ISC */
#include "restored.h"

#include <string.h>
#include <unistd.h>

#include "../core/base/json.h"
#include "../core/store/access.h"

struct gathering {
	struct store *store;
	struct arena *arena;
	struct names *to;
	const char *pid; /* of what was removed for good */
	size_t cap;
};

static void gather(struct gathering *g, const char *text)
{
	g->to->v = arena_grown(g->arena, g->to->v, g->to->n, &g->cap, sizeof(*g->to->v));
	g->to->v[g->to->n++] = arena_str(g->arena, text);
}

static bool take_person(void *arg, const struct person *p)
{
	gather(arg, p->name);
	return true;
}

static bool take_suspended(void *arg, const struct person *p)
{
	struct gathering *g = arg;
	bool off = false;

	if (access_suspended(g->store, p->name, &off, NULL) == RC_OK && off)
		gather(g, p->name);
	return true;
}

static bool take_key(void *arg, const struct access_key *k)
{
	struct gathering *g = arg;

	gather(g, arena_printf(g->arena, "%s %s", k->person, k->key.id));
	return true;
}

static bool take_erased(void *arg, const char *name)
{
	struct gathering *g = arg;

	gather(g, arena_printf(g->arena, "%s %s", g->pid, name));
	return true;
}

static bool take_partnership(void *arg, const char *pid)
{
	struct gathering *g = arg;

	g->pid = pid;
	return store_erased_each(g->store, pid, take_erased, g, NULL) == RC_OK;
}

struct restored_known restored_before(const struct cli *c)
{
	struct store_opts o = { .engine = &engine_lmdb,
				.at = { .dir = c->app.data_dir, .read_only = true } };
	struct restored_known out = { .read = false };
	struct gathering people = { .arena = c->arena, .to = &out.people },
			 suspended = { .arena = c->arena, .to = &out.suspended },
			 left = { .arena = c->arena, .to = &out.left },
			 keys = { .arena = c->arena, .to = &out.keys },
			 erased = { .arena = c->arena, .to = &out.erased };
	struct store *s = NULL;

	if (store_open(&s, &o, NULL) != RC_OK)
		return out;
	suspended.store = erased.store = s;
	out.read = store_people(s, take_person, &people, NULL) == RC_OK &&
		   store_people(s, take_suspended, &suspended, NULL) == RC_OK &&
		   store_left(s, take_person, &left, NULL) == RC_OK &&
		   access_keys(s, NULL, take_key, &keys, NULL) == RC_OK &&
		   store_each_pid(s, take_partnership, &erased, NULL) == RC_OK;
	store_close(s);
	return out;
}

/* Those of one list that are in another, or are not. */
static struct names picked(const struct names *from, const struct names *of, bool in,
			   struct arena *a)
{
	struct names out = { arena_array(a, from->n + 1, sizeof(char *)), 0 };

	for (size_t i = 0; i < from->n; i++)
		if (names_have(of, from->v[i]) == in)
			out.v[out.n++] = from->v[i];
	return out;
}

static void put_names(struct jout *j, const char *name, const struct names *v)
{
	jout_array(j, name);
	for (size_t i = 0; i < v->n; i++)
		jout_text(j, NULL, v->v[i]);
	jout_end(j, ']');
}

static void say_each(const struct cli *c, const struct names *v, const char *sentence)
{
	for (size_t i = 0; i < v->n; i++) {
		const char *name = arena_strn(c->arena, v->v[i], strcspn(v->v[i], " "));

		cli_say(arena_printf(c->arena, "%s %s %s", name, sentence, name));
	}
}

void restored_tell(const struct cli *c, const struct restored_known *before, struct jout *json)
{
	struct restored_known now = restored_before(c);
	struct names open = picked(&before->suspended, &now.suspended, false, c->arena);
	struct names in = picked(&open, &now.people, true, c->arena);
	struct names known = picked(&before->left, &now.people, true, c->arena);
	struct names keys = picked(&now.keys, &before->keys, false, c->arena);
	struct names texts = picked(&before->erased, &now.erased, false, c->arena);

	if (!before->read || !now.read)
		in.n = known.n = keys.n = texts.n = 0;
	if (json) {
		put_names(json, "let_in_again", &in);
		put_names(json, "known_again", &known);
		put_names(json, "keys_again", &keys);
		jout_int(json, "texts_again", (long long)texts.n);
		return;
	}
	say_each(c, &in, "was suspended and gets in again; to stop it: cairn person suspend");
	say_each(c, &known, "was taken out and is known again; to undo it: cairn person remove");
	say_each(c, &keys, "has a key again that was removed; to see them: cairn key list");
	if (texts.n)
		cli_say(arena_printf(c->arena,
				     "texts that were removed for data protection are back: %zu; "
				     "remove them again with cairn erase",
				     texts.n));
}
