/**
 * Keycloak's window on the shop's accounts. Every region's Keycloak runs these providers with the same configuration, and
 * keeps nothing of a person but the sessions of its own region.
 */
package org.alwaysopen.identity.keycloak;
