/// Tests of Hessian; what it reads and writes stands in the tables of the script objects.
@NullMarked
package dev.pipy.codec.hessian;

import org.jspecify.annotations.NullMarked;
