/**
 * Reads folders that MLflow's file store wrote, and records their runs.
 *
 * <p>Start at {@link io.lifecycle4j.core.tracking.mlflow.FolderImport}. Nothing in such a folder is
 * believed: files may be torn, links may lead anywhere, names may be what is not allowed here.
 */
@NullMarked
package io.lifecycle4j.core.tracking.mlflow;

import org.jspecify.annotations.NullMarked;
