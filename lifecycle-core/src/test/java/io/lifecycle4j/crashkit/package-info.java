/**
 * Cuts the power, breaks the disk and looks at what is left.
 *
 * <p>Three parts. A {@link io.lifecycle4j.crashkit.MemoryFileSystem} keeps files in memory and
 * records every change. A {@link io.lifecycle4j.crashkit.CrashExplorer} builds from the record
 * every state that a power cut could leave, opens each and compares it with what was acknowledged.
 * A {@link io.lifecycle4j.crashkit.FaultExplorer} fails every operation once, in nine ways.
 *
 * <p>Start at {@link io.lifecycle4j.crashkit.Workload}: it says what is written and what must be
 * seen. A backend that lies on {@code java.nio.file} gives the explorers its own way to open a
 * medium. Needs the api, and Byte Buddy for {@link io.lifecycle4j.crashkit.ChangedLibrary} alone;
 * only the kit's own tests need a medium to try it on.
 */
@NullMarked
package io.lifecycle4j.crashkit;

import org.jspecify.annotations.NullMarked;
