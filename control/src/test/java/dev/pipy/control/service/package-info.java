@NullMarked
package dev.pipy.control.service;

import org.jspecify.annotations.NullMarked;
