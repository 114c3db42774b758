/**
 * What every backend must do, as tests: extend the contract of the interface you implement.
 *
 * <p>Start at {@link io.lifecycle4j.contract.MediumContract} for a storage of your own, at {@link
 * io.lifecycle4j.contract.ModelRegistryContract} and its neighbours for a foreign system. Needs the
 * api, JUnit 5 and AssertJ, nothing else. {@link io.lifecycle4j.crashkit.FaultyFileSystem} breaks
 * files on demand.
 */
@NullMarked
package io.lifecycle4j.contract;

import org.jspecify.annotations.NullMarked;
