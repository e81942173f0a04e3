/** What a configuration needs on the server: compared, refused or created. */
@NullMarked
package dev.weft.runtime.provision;

import org.jspecify.annotations.NullMarked;
