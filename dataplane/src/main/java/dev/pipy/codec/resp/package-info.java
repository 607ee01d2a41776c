/// The Redis serialization protocol, version 2 (RESP2), over trees of plain values: null, Integer,
/// Long, String (a simple string), [dev.pipy.event.Bytes] (a bulk string), List, and what RESP has
/// of its own. Confined to whoever feeds it.
@NullMarked
package dev.pipy.codec.resp;

import org.jspecify.annotations.NullMarked;
