/// Filters that speak HTTP/1: adapters between pipelines and the codec, request and response
/// matched to each other, sessions to upstreams. Confined to the worker of their pipeline.
@NullMarked
package dev.pipy.filter.http;

import org.jspecify.annotations.NullMarked;
