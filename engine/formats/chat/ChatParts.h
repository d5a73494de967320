// SPDX-License-Identifier: GPL-3.0-or-later
// Parts of a chat request's walk, each standing on its value.
#pragma once

namespace turnpike {

class RequestWalk;
struct ClientRequest;

void readMessages(RequestWalk &walk, ClientRequest &request);
void readTools(RequestWalk &walk, ClientRequest &request);

} // namespace turnpike
