/* SPDX-License-Identifier: ISC */
#include "sitelog.h"

#include <stdbool.h>
#include <syslog.h>
#include <unistd.h>

static const struct {
	const char *text;
	bool refusal;
} lines[] = {
#define SITELOG_LINE(id, refusal, text) [id] = { text, refusal },
	SITELOG_LIST(SITELOG_LINE)
#undef SITELOG_LINE
};

void sitelog_open(void)
{
	openlog("cairn", LOG_PID | LOG_NDELAY, LOG_AUTHPRIV);
}

void sitelog(enum sitelog_event what)
{
	syslog(lines[what].refusal ? LOG_NOTICE : LOG_INFO, "%s%s (account %u)",
	       lines[what].refusal ? "refused: " : "", lines[what].text, (unsigned)getuid());
}

const char *sitelog_words(enum sitelog_event what)
{
	return lines[what].text;
}
