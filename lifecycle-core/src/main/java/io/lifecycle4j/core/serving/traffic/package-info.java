/**
 * What all processes counted of the requests of a model: one journal for rollouts and for rules, in
 * which each request counts once.
 */
@NullMarked
package io.lifecycle4j.core.serving.traffic;

import org.jspecify.annotations.NullMarked;
