/// The filters, one file each, and the catalogue of all. Made while a codebase loads, run on the
/// worker of their pipeline.
@NullMarked
package dev.pipy.filter;

import org.jspecify.annotations.NullMarked;
