/** What plug-ins that look after a home ask its maintenance. */
@NullMarked
package io.lifecycle4j.maintenance.spi;

import org.jspecify.annotations.NullMarked;
