/** Rules that roll a version back, what they are judged by, and what they decided. */
@NullMarked
package io.lifecycle4j.core.serving.rule;

import org.jspecify.annotations.NullMarked;
