/* SPDX-License-Identifier: ISC */
/* Partnerships, and what else is found by the parts of its keys. */
#include <string.h>

#include "store_internal.h"

struct part_step {
	size_t skip, most; /* bytes of the key before the part, and of the part */
	char part[KEY_MAX_BYTES + 1];
	bool found;
};

static bool take_part(void *arg, struct slice key, struct slice value)
{
	struct part_step *st = arg;
	const char *s = (const char *)key.data + st->skip,
		   *end = memchr(s, '/', key.len - st->skip);
	size_t n = end ? (size_t)(end - s) : key.len - st->skip;

	(void)value;
	st->found = n > 0 && n <= st->most;
	if (st->found) {
		memcpy(st->part, s, n);
		st->part[n] = '\0';
	}
	return false;
}

/* From the first key of one to the first key behind it ('0' follows '/'). */
enum rc each_part(struct view *v, const char *prefix, size_t most,
		  bool (*fn)(void *arg, const char *part), void *arg)
{
	struct part_step st = { .skip = strlen(prefix), .most = most };
	struct key from = { .len = 0 };
	enum rc rc;

	for (;;) {
		st.found = false;
		rc = view_scan(v, (struct slice){ prefix, st.skip }, key_slice(&from), take_part,
			       &st);
		if (rc || !st.found || !fn(arg, st.part))
			return rc;
		rc = key_printf(&from, "%s%s0", prefix, st.part);
		if (rc)
			return view_fail(v, rc, "'%s%s' is too long a name", prefix, st.part);
	}
}

enum rc each_pid(struct view *v, bool (*fn)(void *arg, const char *pid), void *arg)
{
	return each_part(v, "p/", PID_MAX, fn, arg);
}

enum rc store_each_cycle(struct view *v, struct place p, bool (*fn)(void *arg, const char *cycle),
			 void *arg)
{
	struct key facts;

	if (!place_good(p) || p.own || key_printf(&facts, "p/%s/f/", p.pid))
		return RC_OK;
	return each_part(v, facts.text, CYCLE_NAME_MAX, fn, arg);
}

struct partnership_job {
	struct view *v;
	partnership_fn *fn;
	void *arg;
	struct arena *arena;
};

static bool tell_partnership(void *arg, const char *pid)
{
	struct partnership_job *j = arg;
	struct place p = { .pid = pid };
	struct fact name = { .text = "" };
	uint64_t head;
	enum rc rc = log_head(j->v, p, &head);

	if (!rc && !head) /* drafts alone do not make one */
		return true;
	rc = fact_get(j->v, p, arena_printf(j->arena, "-/pp/%s/name", pid), j->arena, &name);
	if (rc && rc != RC_NOT_FOUND)
		return false;
	return j->fn(j->arg, pid, name.text);
}

static enum rc partnerships_fn(struct view *v, void *arg)
{
	struct partnership_job *j = arg;
	enum rc rc;

	j->v = v;
	rc = each_pid(v, tell_partnership, j);
	return rc ? rc : view_rc(v);
}

struct pid_job {
	bool (*fn)(void *arg, const char *pid);
	void *arg;
};

static enum rc pids_fn(struct view *v, void *arg)
{
	const struct pid_job *j = arg;
	enum rc rc = each_pid(v, j->fn, j->arg);

	return rc ? rc : view_rc(v);
}

enum rc store_each_pid(struct store *s, bool (*fn)(void *arg, const char *pid), void *arg,
		       struct err *err)
{
	struct pid_job j = { fn, arg };

	return store_picture(s, pids_fn, &j, err);
}

enum rc store_partnerships(struct store *s, partnership_fn *fn, void *arg, struct err *err)
{
	struct partnership_job j = { .fn = fn, .arg = arg, .arena = arena_new() };
	enum rc rc = store_picture(s, partnerships_fn, &j, err);

	arena_free(j.arena);
	return rc;
}
