/// Hessian 2, the serialization of Caucho and of Dubbo, over trees of plain values.
@NullMarked
package dev.pipy.codec.hessian;

import org.jspecify.annotations.NullMarked;
