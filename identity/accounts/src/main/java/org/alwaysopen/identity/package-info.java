/** Whom the shop knows: accounts, their credentials, and how long their sign-ins hold. Public API of the module. */
package org.alwaysopen.identity;
