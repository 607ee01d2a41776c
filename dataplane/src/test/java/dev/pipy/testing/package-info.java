/// What tests of filters, codecs and pipelines share: a host without sockets, functions without
/// scripts, an output that writes down what arrives.
@NullMarked
package dev.pipy.testing;

import org.jspecify.annotations.NullMarked;
