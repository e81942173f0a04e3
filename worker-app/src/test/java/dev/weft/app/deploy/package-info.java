/** What is deployed: the chart, rendered and held against the Kubernetes API's own schemas. */
@NullMarked
package dev.weft.app.deploy;

import org.jspecify.annotations.NullMarked;
