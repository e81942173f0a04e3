/**
 * What every transport has to do, as tests: one abstract suite, {@link
 * dev.weft.contract.TransportContract}, that each transport's tests extend.
 */
@NullMarked
package dev.weft.contract;

import org.jspecify.annotations.NullMarked;
