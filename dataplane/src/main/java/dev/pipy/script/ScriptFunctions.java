package dev.pipy.script;

import dev.pipy.pipeline.InboundAddresses;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Value;

/// The prelude's functions that Java calls.
///
/// @param undefined the value, which Java's null is not
/// @param current the variable that holds the current context
record ScriptFunctions(
    Value undefined,
    Value current,
    Value identity,
    Value initial,
    Value run0,
    Value run1,
    Value run2,
    Value call0,
    Value call1,
    Value call2,
    Value call3,
    Value test,
    Value toHost,
    Value list,
    Value object,
    Value text,
    Value describe,
    Value dataOf,
    Value newMessage,
    Value newMessageStart,
    Value newMessageEnd,
    Value newStreamEnd,
    Value newRequestHead,
    Value newResponseHead,
    Value isSameRequest,
    Value isSameResponse,
    Value newTail,
    Value nameHeaders,
    Value newCertificateChain,
    Value newPrivateKey,
    Value newQuota,
    Value inboundMaker,
    Value need,
    Value isConfiguration,
    Value build,
    Value probe) {

  static ScriptFunctions of(Context context, Value host) {
    return new ScriptFunctions(
        context.eval("js", "undefined"),
        host.getMember("current"),
        host.getMember("identity"),
        host.getMember("initial"),
        host.getMember("run0"),
        host.getMember("run1"),
        host.getMember("run2"),
        host.getMember("call0"),
        host.getMember("call1"),
        host.getMember("call2"),
        host.getMember("call3"),
        host.getMember("test"),
        host.getMember("toHost"),
        host.getMember("list"),
        host.getMember("object"),
        host.getMember("text"),
        host.getMember("describe"),
        host.getMember("dataOf"),
        host.getMember("newMessage"),
        host.getMember("newMessageStart"),
        host.getMember("newMessageEnd"),
        host.getMember("newStreamEnd"),
        host.getMember("newRequestHead"),
        host.getMember("newResponseHead"),
        host.getMember("isSameRequest"),
        host.getMember("isSameResponse"),
        host.getMember("newTail"),
        host.getMember("nameHeaders"),
        host.getMember("newCertificateChain"),
        host.getMember("newPrivateKey"),
        host.getMember("newQuota"),
        host.getMember("newInbound"),
        host.getMember("need"),
        host.getMember("isConfiguration"),
        host.getMember("build"),
        host.getMember("probe"));
  }

  Value newInbound(InboundAddresses inbound) {
    return inboundMaker.execute(
        (double) inbound.id(),
        inbound.localAddress(),
        inbound.localPort(),
        inbound.remoteAddress(),
        inbound.remotePort(),
        inbound.destinationAddress(),
        inbound.destinationPort());
  }
}
