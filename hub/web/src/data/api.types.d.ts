// Made by hub/web/apiTypes.ts of the hub's own description; tests/api/client.mjs says how, and that it still fits.
export interface paths {
    "/api/access-log/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who has read which protected records */
        get: operations["get_access-log_"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/accounts/{id}/timeline/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened with an account, the latest first */
        get: operations["get_accounts__id__timeline_"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/activity-logs/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who did what to which record, from where, with values before and after */
        get: operations["get_activity-logs_"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/api-keys/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** API keys with their use per day */
        get: operations["get_api-keys_"];
        put?: never;
        /** Makes an API key, shown this once */
        post: operations["post_api-keys_"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/api-keys/{id}/revoke/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Revokes an API key */
        post: operations["post_api-keys__id__revoke_"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/api-versions/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Versions of the API, and which programs ask for which */
        get: operations["get_api-versions_"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Entries of a log: what was changed, read, signed in */
        get: operations["get_audit_"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit/chain/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Until where the chain of the change log was verified */
        get: operations["get_audit_chain_"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit/chain/verify/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Asks for the chain to be verified */
        post: operations["post_audit_chain_verify_"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit/controls/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Controls of frameworks, with the entries that prove them */
        get: operations["get_audit_controls_"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit/exports/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Asks for entries as a file; it is fetched as an export */
        post: operations["post_audit_exports_"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit/rights/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who may what, and when it was last used */
        get: operations["get_audit_rights_"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/blobs/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes a file; its hash then goes into a record's field */
        post: operations["post_blobs_"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/blobs/{sha256}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A file of a record that one may read */
        get: operations["get_blobs__sha256_"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/blobs/{sha256}/pages/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many pages a PDF has */
        get: operations["get_blobs__sha256__pages_"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/blobs/{sha256}/pages/{page}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A page of a PDF as a picture; the first is 1 */
        get: operations["get_blobs__sha256__pages__page__"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/blocked-addresses/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Addresses that are blocked for guessing */
        get: operations["get_blocked-addresses_"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/blocked-addresses/{address}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Releases a blocked address */
        delete: operations["delete_blocked-addresses__address__"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/blocked-users/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Users who were stopped for odd access or odd use */
        get: operations["get_blocked-users_"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/blocked-users/{user}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Lets a user in again who was stopped */
        delete: operations["delete_blocked-users__user__"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/conflicts/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What vans and office disagree about, the newest first, with both versions */
        get: operations["get_conflicts_"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/connections/{id}/check/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tries a connection */
        post: operations["post_connections__id__check_"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/devices/{id}/health/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How one van's computer is, and what of its work was refused */
        get: operations["get_devices__id__health_"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dispatch/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A day's visits and technicians, and what is not planned yet */
        get: operations["get_dispatch_"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/docs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This description, to browse */
        get: operations["get_docs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/duplicates/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Pairs of records that are probably one, highest score first */
        get: operations["get_duplicates_"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/enrol/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A van's computer asks for its certificate */
        post: operations["post_enrol_"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/enrol/renew/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A van's computer asks for its next certificate before its own ends */
        post: operations["post_enrol_renew_"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/exports/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Asks for a list as a file */
        post: operations["post_exports_"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/exports/{id}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the file is there */
        get: operations["get_exports__id__"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/exports/{id}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The file */
        get: operations["get_exports__id__file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/graphql/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** GraphQL that only reads */
        get: operations["get_graphql_"];
        put?: never;
        /** GraphQL */
        post: operations["post_graphql_"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How well the hub is */
        get: operations["get_health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imports/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begins an import of uploaded files: a run with a proposed mapping */
        post: operations["post_imports_"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imports/{id}/faults.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same as a file */
        get: operations["get_imports__id__faults.csv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imports/{id}/faults/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is wrong with the rows, by line */
        get: operations["get_imports__id__faults_"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imports/{id}/preview/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The first rows, and where their columns may go */
        get: operations["get_imports__id__preview_"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imports/{id}/progress/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far trial, run and taking back are */
        get: operations["get_imports__id__progress_"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Background jobs, newest first, with their counts by state and kind */
        get: operations["get_jobs_"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{id}/cancel/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancels a job that has not ended */
        post: operations["post_jobs__id__cancel_"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{id}/retry/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Runs a job again that waits, failed or was cancelled */
        post: operations["post_jobs__id__retry_"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/merges/{id}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far a merge is, and what it did */
        get: operations["get_merges__id__"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/meta/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The record types that one may read, for screens */
        get: operations["get_meta_"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/oauth/apps/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Applications with access to one's account */
        get: operations["get_oauth_apps_"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/oauth/apps/{client}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Takes an application's access away */
        delete: operations["delete_oauth_apps__client__"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/oauth/clients/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Registers an application for OAuth */
        post: operations["post_oauth_clients_"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/oauth/clients/{id}/secret/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes an application's new secret */
        post: operations["post_oauth_clients__id__secret_"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/oauth/consent/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What an application asks for */
        get: operations["get_oauth_consent_"];
        put?: never;
        /** Says yes or no to an application's request */
        post: operations["post_oauth_consent_"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This description */
        get: operations["get_openapi.json"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/paperwork-documents/{id}/verify/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Whether a signed paper is unchanged */
        post: operations["post_paperwork-documents__id__verify_"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/privacy/{id}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the file of an export is there */
        get: operations["get_privacy__id__"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/privacy/{id}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The file of an export, once */
        post: operations["post_privacy__id__file"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/privacy/{id}/plan/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What an erasure would find and do */
        get: operations["get_privacy__id__plan_"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether requests should come here, for balancers */
        get: operations["get_ready"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/receipts/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Visits that their technicians have not received yet */
        get: operations["get_receipts_"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/retention/plan/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the rules of retention would remove tonight */
        get: operations["get_retention_plan_"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/scheduled-events/book/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Visit: Book */
        post: operations["field.ScheduledEvent.book"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/scheduled-events/check/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Visit: Check */
        post: operations["field.ScheduledEvent.check"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/scheduled-events/conflicts/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Visit: Conflicts */
        post: operations["field.ScheduledEvent.conflicts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/scheduled-events/draft-check/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Visit: What is wrong with a draft, what it looks like, how complete it is; `id` of one to change */
        post: operations["field.ScheduledEvent.draft_check"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/scheduled-events/free-slots/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Visit: Free slots */
        post: operations["field.ScheduledEvent.free-slots"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/scheduled-events/{id}/move/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Visit: Move */
        post: operations["field.ScheduledEvent.move"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/search/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Records of all types by words, forgiving typing errors */
        get: operations["get_search_"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/search/rebuild/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Fills the search index anew, beside the one that answers */
        post: operations["post_search_rebuild_"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is signed in */
        get: operations["get_session_"];
        put?: never;
        /** Signs in */
        post: operations["post_session_"];
        /** Signs out */
        delete: operations["delete_session_"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session/factors/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One's second factors */
        get: operations["get_session_factors_"];
        put?: never;
        /** Begins a second factor */
        post: operations["post_session_factors_"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session/factors/confirm/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Confirms a second factor by a code */
        post: operations["post_session_factors_confirm_"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session/factors/recovery-codes/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes new recovery codes */
        post: operations["post_session_factors_recovery-codes_"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session/factors/remove/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes one's second factor away */
        post: operations["post_session_factors_remove_"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session/forgot/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mails a link for a new password, if there is such a login */
        post: operations["post_session_forgot_"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session/oidc/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where a provider sends a person back to */
        get: operations["get_session_oidc_callback"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session/oidc/{id}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Sends a person to a provider */
        get: operations["get_session_oidc__id__start"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Changes one's own password */
        post: operations["post_session_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session/providers/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Providers one may sign in with */
        get: operations["get_session_providers_"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session/reset/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sets a new password by the mailed link */
        post: operations["post_session_reset_"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session/reset/check/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Whether a mailed link still holds */
        post: operations["post_session_reset_check_"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session/second-step/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The second step of a sign-in */
        post: operations["post_session_second-step_"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session/second-step/enrol/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begins a second factor that one must have to sign in */
        post: operations["post_session_second-step_enrol_"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Sessions that are open */
        get: operations["get_sessions_"];
        put?: never;
        post?: never;
        /** Ends one's other sessions */
        delete: operations["delete_sessions_"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions/{name}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends a session */
        delete: operations["delete_sessions__name__"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/setup/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes the company and its first administrator */
        post: operations["post_setup_"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/setup/check/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Whether the link for the first administrator still holds */
        post: operations["post_setup_check_"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stock-by-place/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What lies in each warehouse and van */
        get: operations["get_stock-by-place_"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/suggest/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Suggestions while one types */
        get: operations["get_suggest_"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/survey/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The survey that the link of a mail leads to */
        get: operations["get_survey_"];
        put?: never;
        /** Answers the survey */
        post: operations["post_survey_"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/telemetry-feeds/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Outsiders who follow the vans' telemetry */
        get: operations["get_telemetry-feeds_"];
        put?: never;
        /** Makes a reader of the telemetry; its password is shown this once */
        post: operations["post_telemetry-feeds_"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/telemetry-feeds/{id}/password/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes a reader's new password */
        post: operations["post_telemetry-feeds__id__password_"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/telemetry-feeds/{id}/revoke/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Revokes a reader of the telemetry */
        post: operations["post_telemetry-feeds__id__revoke_"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/trial-balance/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Balances of all accounts of the ledger */
        get: operations["get_trial-balance_"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{id}/reset-second-factor/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes another user's second factor away */
        post: operations["post_users__id__reset-second-factor_"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/vans/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the vans are, and where: a page of them, what is in trouble first */
        get: operations["get_vans_"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/vans/files/{sha256}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A van's computer fetches a file that its records name */
        get: operations["get_vans_files__sha256__"];
        /** A van's computer sends a piece of a file */
        put: operations["put_vans_files__sha256__"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/vehicles/{id}/track.gpx": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where a van was on a day of its branch, as GPX 1.1 */
        get: operations["get_vehicles__id__track.gpx"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhook-deliveries/{id}/body/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a delivery sends */
        get: operations["get_webhook-deliveries__id__body_"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhook-endpoints/{id}/secret/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes the endpoint's secret, shown this once; the one before signs beside it */
        post: operations["post_webhook-endpoints__id__secret_"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/work-orders/{id}/overview/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All that belongs to a work order, for one page */
        get: operations["get_work-orders__id__overview_"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = object;
export interface components {
    schemas: {
        ExternalId: {
            key: string;
            system: string;
        };
        Id: string;
        /** @description RFC 9457. `errors` names each field that is wrong. */
        Problem: {
            code?: string;
            correlation?: string;
            detail?: string;
            errors?: {
                field: string;
                text: string;
            }[];
            status: number;
            title: string;
            type?: string;
        };
        /** @description What the records that are referred to are called, by id. */
        Titles: {
            [key: string]: string;
        };
        /** Visit */
        "field.ScheduledEvent": {
            /**
             * Actual end
             * Format: date-time
             */
            actual_end?: string;
            /**
             * Actual start
             * Format: date-time
             */
            actual_start?: string;
            /** Appointment request */
            appointment_request?: components["schemas"]["Id"];
            /** Assignments */
            assignments?: {
                /**
                 * Answer
                 * @enum {string}
                 */
                answer?: "open" | "accepted" | "declined";
                /** Line */
                line?: string;
                /**
                 * Received at
                 * Format: date-time
                 */
                received_at?: string;
                /**
                 * Role
                 * @enum {string}
                 */
                role?: "lead" | "crew";
                /**
                 * Sent at
                 * Format: date-time
                 */
                sent_at?: string;
                /** Technician */
                technician?: components["schemas"]["Id"];
                /** Vehicle */
                vehicle?: components["schemas"]["Id"];
            }[];
            /** Format: date-time */
            changed_at?: string;
            changed_by?: components["schemas"]["Id"];
            changed_from?: string;
            /** Format: date-time */
            created_at?: string;
            created_by?: components["schemas"]["Id"];
            /**
             * End
             * Format: date-time
             */
            end?: string;
            /**
             * Expected arrival
             * Format: date-time
             */
            eta?: string;
            /**
             * Arrival estimated by
             * @enum {string}
             */
            eta_basis?: "plan" | "straight_line" | "route" | "technician";
            external_ids?: components["schemas"]["ExternalId"][];
            /**
             * Held until
             * Format: date-time
             */
            held_until?: string;
            id: components["schemas"]["Id"];
            /**
             * Occurrence
             * Format: date-time
             */
            occurrence?: string;
            /** Overlap */
            overlap?: components["schemas"]["Id"];
            /**
             * Pinned
             * @description A pinned visit is moved by nobody, until it is unpinned.
             */
            pinned?: boolean;
            /** Plan */
            plan?: components["schemas"]["Id"];
            /**
             * Proposed start
             * Format: date-time
             */
            proposed_start?: string;
            /**
             * Start
             * Format: date-time
             */
            start?: string;
            /** @enum {string} */
            state?: "held" | "booked" | "sent" | "accepted" | "on_my_way" | "on_site" | "paused" | "done" | "no_access" | "expired" | "cancelled" | "broken_off";
            tags?: components["schemas"]["Id"][];
            title?: string;
            titles?: components["schemas"]["Titles"];
            /** Travel minutes */
            travel_minutes?: number;
            version: number;
            /**
             * Promised from
             * Format: date-time
             */
            window_from?: string;
            /**
             * Promised to
             * Format: date-time
             */
            window_to?: string;
            /** Work order */
            work_order?: components["schemas"]["Id"];
            /** Zone */
            zone?: string;
        };
        "field.ScheduledEvent.book": {
            /** Accept second visit */
            accept_second_visit?: boolean | null;
            /** Accept shortage */
            accept_shortage?: boolean | null;
            /**
             * End
             * Format: date-time
             */
            end?: string | null;
            /** Visit */
            event?: components["schemas"]["Id"] | null;
            /**
             * Start
             * Format: date-time
             */
            start?: string | null;
            /** Technician */
            technician?: components["schemas"]["Id"] | null;
            /** Work order */
            work_order?: components["schemas"]["Id"] | null;
        };
        "field.ScheduledEvent.check": {
            /**
             * End
             * Format: date-time
             */
            end?: string | null;
            /** Visit */
            event?: components["schemas"]["Id"] | null;
            /**
             * Start
             * Format: date-time
             */
            start?: string | null;
            /** Technician */
            technician?: components["schemas"]["Id"] | null;
            /** Work order */
            work_order?: components["schemas"]["Id"] | null;
        };
        "field.ScheduledEvent.conflicts": {
            /**
             * From
             * Format: date-time
             */
            from?: string | null;
            /**
             * To
             * Format: date-time
             */
            to?: string | null;
        };
        "field.ScheduledEvent.free-slots": {
            /** Visit */
            event?: components["schemas"]["Id"] | null;
            /**
             * From
             * Format: date-time
             */
            from?: string | null;
            /** Minutes */
            minutes?: number | null;
            /**
             * To
             * Format: date-time
             */
            to?: string | null;
            /** Work order */
            work_order?: components["schemas"]["Id"] | null;
        };
        "field.ScheduledEvent.move": {
            /** Accept shortage */
            accept_shortage?: boolean | null;
            /**
             * End
             * Format: date-time
             */
            end?: string | null;
            /**
             * Start
             * Format: date-time
             */
            start?: string | null;
            /** Technician */
            technician?: components["schemas"]["Id"] | null;
        };
    };
    responses: {
        /** @description Refused. */
        Problem: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: {
        /** @description Of the file. */
        columns: string;
        /** @description Only what was deleted. */
        deleted: "true" | "false";
        /** @description References whose records come too, in `expanded` by id, such as `account, contact`. */
        expand: string;
        /** @description Only these fields, such as `name, state`. */
        fields: string;
        /** @description A condition, such as `state = "open"`. */
        filter: string;
        /** @description All of the list as a file, to 10,000 records. */
        format: "csv" | "xlsx" | "json" | "vcard";
        /** @description At most 4 fields, such as `state, created_at:month`. */
        group: string;
        id: string;
        /** @description The ETag that is known. */
        known: string;
        /** @description So many groups at most; 200 without. */
        limit: number;
        /** @description Sent again with the same key, it is done once. */
        once: string;
        /** @description Fields, such as `name desc`. */
        order_by: string;
        /** @description 50 without. */
        page_size: number;
        /** @description next_page_token of the page before. */
        page_token: string;
        /** @description The ETag of the version that you have read; * means whichever there is. */
        read: string;
        /** @description Words that occur in the record's texts. */
        search: string;
        /** @description At most 4 numbers, amounts, quantities, days or times. */
        sum: string;
        /** @description Counts to the end. */
        total: "exact";
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = object;
export interface operations {
    "get_access-log_": {
        parameters: {
            query?: {
                /** @description Who has read. */
                user?: string;
                /** @description Such as crm.Account. */
                type?: string;
                /** @description Its id. */
                record?: string;
                /** @description A moment. */
                from?: string;
                /** @description A moment. */
                to?: string;
                /** @description next_page_token of the page before. */
                page_token?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "address": "",
                     *           "at": "2026-11-20T08:00:00Z",
                     *           "by": "",
                     *           "by_name": "",
                     *           "cause": "",
                     *           "records": [
                     *             ""
                     *           ],
                     *           "seq": 1,
                     *           "session": "",
                     *           "type": "crm.Account"
                     *         }
                     *       ],
                     *       "next_page_token": ""
                     *     }
                     */
                    "application/json": {
                        items?: {
                            address?: string;
                            at?: string;
                            by?: string;
                            by_name?: string;
                            cause?: string;
                            records?: string[];
                            seq?: number;
                            session?: string;
                            type?: string;
                        }[];
                        next_page_token?: string;
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    get_accounts__id__timeline_: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "at": "",
                     *           "id": "",
                     *           "kind": "",
                     *           "path": "notes",
                     *           "state": "",
                     *           "title": "",
                     *           "type": "crm.Note"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items?: {
                            at?: string;
                            id?: string;
                            kind?: string;
                            path?: string;
                            state?: string;
                            title?: string;
                            type?: string;
                        }[];
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    "get_activity-logs_": {
        parameters: {
            query?: {
                /** @description Who did it. */
                user?: string;
                /** @description Such as crm.Account. */
                type?: string;
                /** @description Its id. */
                record?: string;
                /** @description Such as create, delete, finish, signed_in, refused. */
                action?: string;
                /** @description A field that was changed. */
                field?: string;
                /** @description Of the network. */
                address?: string;
                /** @description Its name. */
                session?: string;
                /** @description A moment. */
                from?: string;
                /** @description A moment. */
                to?: string;
                /** @description next_page_token of the page before. */
                page_token?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "action": "change",
                     *           "address": "",
                     *           "at": "2026-11-20T08:00:00Z",
                     *           "by": "",
                     *           "by_name": "",
                     *           "cause": "",
                     *           "device": "",
                     *           "hash": "",
                     *           "position": 1,
                     *           "record": "",
                     *           "seq": 1,
                     *           "session": "",
                     *           "type": "crm.Account",
                     *           "version": 1
                     *         }
                     *       ],
                     *       "next_page_token": ""
                     *     }
                     */
                    "application/json": {
                        items?: {
                            action?: string;
                            address?: string;
                            at?: string;
                            by?: string;
                            by_name?: string;
                            cause?: string;
                            device?: string;
                            hash?: string;
                            position?: number;
                            record?: string;
                            seq?: number;
                            session?: string;
                            type?: string;
                            version?: number;
                        }[];
                        next_page_token?: string;
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    "get_api-keys_": {
        parameters: {
            query?: {
                /** @description Of everybody: *. For administrators. */
                owner?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {}
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items?: object[];
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    "post_api-keys_": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "",
                 *       "scopes": [
                 *         "read"
                 *       ]
                 *     }
                 */
                "application/json": {
                    name?: string;
                    scopes?: string[];
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "",
                     *       "key": ""
                     *     }
                     */
                    "application/json": {
                        id?: string;
                        key?: string;
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    "post_api-keys__id__revoke_": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    "get_api-versions_": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "clients": [
                     *             {
                     *               "id": "",
                     *               "kind": "key",
                     *               "last_at": "2026-11-20T08:00:00Z",
                     *               "name": "",
                     *               "requests": 1
                     *             }
                     *           ],
                     *           "deprecated_at": null,
                     *           "documentation": "",
                     *           "newest": true,
                     *           "sunset_at": null,
                     *           "version": 1
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items?: {
                            clients?: {
                                id?: string;
                                kind?: string;
                                last_at?: string;
                                name?: string;
                                requests?: number;
                            }[];
                            deprecated_at?: unknown;
                            documentation?: string;
                            newest?: boolean;
                            sunset_at?: unknown;
                            version?: number;
                        }[];
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    get_audit_: {
        parameters: {
            query?: {
                /** @description changes (default), reads or sign-ins. */
                log?: string;
                /** @description Who did it. */
                user?: string;
                /** @description Such as crm.Account. */
                type?: string;
                /** @description Its id. */
                record?: string;
                /** @description Such as create, delete, finish, signed_in, refused. */
                action?: string;
                /** @description A field that was changed. */
                field?: string;
                /** @description Of the network. */
                address?: string;
                /** @description Its name. */
                session?: string;
                /** @description A moment. */
                from?: string;
                /** @description A moment. */
                to?: string;
                /** @description next_page_token of the page before. */
                page_token?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "action": "change",
                     *           "address": "",
                     *           "at": "2026-11-20T08:00:00Z",
                     *           "by": "",
                     *           "by_name": "",
                     *           "cause": "",
                     *           "device": "",
                     *           "hash": "",
                     *           "position": 1,
                     *           "record": "",
                     *           "seq": 1,
                     *           "session": "",
                     *           "type": "crm.Account",
                     *           "version": 1
                     *         }
                     *       ],
                     *       "next_page_token": ""
                     *     }
                     */
                    "application/json": {
                        items?: {
                            action?: string;
                            address?: string;
                            at?: string;
                            by?: string;
                            by_name?: string;
                            cause?: string;
                            device?: string;
                            hash?: string;
                            position?: number;
                            record?: string;
                            seq?: number;
                            session?: string;
                            type?: string;
                            version?: number;
                        }[];
                        next_page_token?: string;
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    get_audit_chain_: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "begins_after": 0,
                     *       "broken_at": 0,
                     *       "entries": 1,
                     *       "verified_to": 1
                     *     }
                     */
                    "application/json": {
                        begins_after?: number;
                        broken_at?: number;
                        entries?: number;
                        verified_to?: number;
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    post_audit_chain_verify_: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "state": "waiting"
                     *     }
                     */
                    "application/json": {
                        state?: string;
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    get_audit_controls_: {
        parameters: {
            query?: {
                /** @description A moment. */
                from?: string;
                /** @description A moment. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "control": "CC6.1",
                     *           "entries": 1,
                     *           "entries_are_exact": true,
                     *           "framework": "SOC 2",
                     *           "last_at": "",
                     *           "log": "changes",
                     *           "state": "",
                     *           "text": ""
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items?: {
                            control?: string;
                            entries?: number;
                            entries_are_exact?: boolean;
                            framework?: string;
                            last_at?: string;
                            log?: string;
                            state?: string;
                            text?: string;
                        }[];
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    post_audit_exports_: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "format": "jsonl",
                 *       "log": "changes",
                 *       "type": "crm.Account"
                 *     }
                 */
                "application/json": {
                    format?: string;
                    log?: string;
                    type?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "",
                     *       "state": "waiting"
                     *     }
                     */
                    "application/json": {
                        id?: string;
                        state?: string;
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    get_audit_rights_: {
        parameters: {
            query?: {
                /** @description Only this one. */
                user?: string;
                /** @description Of the page before. */
                page_token?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "last_sign_in": "",
                     *           "login": "",
                     *           "rights": [
                     *             {
                     *               "label": "Accounts",
                     *               "last_changed": "",
                     *               "last_read": "",
                     *               "may": [
                     *                 "read"
                     *               ],
                     *               "type": "crm.Account"
                     *             }
                     *           ],
                     *           "roles": [
                     *             "admin"
                     *           ],
                     *           "state": "active",
                     *           "user": ""
                     *         }
                     *       ],
                     *       "next_page_token": ""
                     *     }
                     */
                    "application/json": {
                        items?: {
                            last_sign_in?: string;
                            login?: string;
                            rights?: {
                                label?: string;
                                last_changed?: string;
                                last_read?: string;
                                may?: string[];
                                type?: string;
                            }[];
                            roles?: string[];
                            state?: string;
                            user?: string;
                        }[];
                        next_page_token?: string;
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    post_blobs_: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": unknown;
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "mime": "image/png",
                     *       "sha256": "",
                     *       "size": 1
                     *     }
                     */
                    "application/json": {
                        mime?: string;
                        sha256?: string;
                        size?: number;
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    get_blobs__sha256_: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sha256: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": unknown;
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    get_blobs__sha256__pages_: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sha256: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "pages": 1
                     *     }
                     */
                    "application/json": {
                        pages?: number;
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    get_blobs__sha256__pages__page__: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sha256: string;
                page: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/png": unknown;
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    "get_blocked-addresses_": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {}
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items?: object[];
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    "delete_blocked-addresses__address__": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                address: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    "get_blocked-users_": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "addresses": [
                     *             ""
                     *           ],
                     *           "login": "",
                     *           "read": [
                     *             {
                     *               "records": 1,
                     *               "type": "crm.Contact"
                     *             }
                     *           ],
                     *           "records": 1,
                     *           "since": "",
                     *           "until": "",
                     *           "user": "",
                     *           "why": "odd_use"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items?: {
                            addresses?: string[];
                            login?: string;
                            read?: {
                                records?: number;
                                type?: string;
                            }[];
                            records?: number;
                            since?: string;
                            until?: string;
                            user?: string;
                            why?: string;
                        }[];
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    "delete_blocked-users__user__": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    get_conflicts_: {
        parameters: {
            query?: {
                /** @description open (also without), settled (by a rule) or decided. */
                state?: string;
                /** @description field, status, stock, serial, transfer, rejected or overlap. */
                kind?: string;
                /** @description Of this van's computer alone. */
                device?: string;
                /** @description next_page_token of the page before. */
                page_token?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "counts": {
                     *         "decided": 0,
                     *         "open": 1,
                     *         "settled": 0
                     *       },
                     *       "items": [
                     *         {
                     *           "about": {
                     *             "id": "",
                     *             "type": ""
                     *           },
                     *           "at": "2026-11-20T08:00:00Z",
                     *           "base": null,
                     *           "billed": "",
                     *           "billing": {
                     *             "state": "held",
                     *             "undecided": true,
                     *             "work_order": "",
                     *             "work_order_state": "done"
                     *           },
                     *           "by_rule": "",
                     *           "choice": "",
                     *           "chosen": null,
                     *           "decided_at": "2026-11-20T08:00:00Z",
                     *           "decided_by": "",
                     *           "device": "",
                     *           "did": "",
                     *           "field": "",
                     *           "id": "",
                     *           "kind": "field",
                     *           "mine": null,
                     *           "noted_at": "2026-11-20T08:00:00Z",
                     *           "now": null,
                     *           "reason": "",
                     *           "remark": "",
                     *           "state": "open",
                     *           "technician": "",
                     *           "theirs": null,
                     *           "version": 1,
                     *           "withheld": false
                     *         }
                     *       ],
                     *       "next_page_token": "",
                     *       "titles": {}
                     *     }
                     */
                    "application/json": {
                        counts?: {
                            decided?: number;
                            open?: number;
                            settled?: number;
                        };
                        items?: {
                            about?: {
                                id?: string;
                                type?: string;
                            };
                            at?: string;
                            base?: unknown;
                            billed?: string;
                            billing?: {
                                state?: string;
                                undecided?: boolean;
                                work_order?: string;
                                work_order_state?: string;
                            };
                            by_rule?: string;
                            choice?: string;
                            chosen?: unknown;
                            decided_at?: string;
                            decided_by?: string;
                            device?: string;
                            did?: string;
                            field?: string;
                            id?: string;
                            kind?: string;
                            mine?: unknown;
                            noted_at?: string;
                            now?: unknown;
                            reason?: string;
                            remark?: string;
                            state?: string;
                            technician?: string;
                            theirs?: unknown;
                            version?: number;
                            withheld?: boolean;
                        }[];
                        next_page_token?: string;
                        titles?: object;
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    post_connections__id__check_: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "text": "",
                     *       "works": true
                     *     }
                     */
                    "application/json": {
                        text?: string;
                        works?: boolean;
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    get_devices__id__health_: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "alarms": {
                     *         "cloned": "",
                     *         "hole": ""
                     *       },
                     *       "certificate_to": "2026-11-20T08:00:00Z",
                     *       "conflicts": 0,
                     *       "epoch": 1,
                     *       "firmware": "",
                     *       "health": {
                     *         "acked": 1,
                     *         "at": "2026-11-20T08:00:00Z",
                     *         "blob_bytes": 0,
                     *         "blobs_waiting": 0,
                     *         "device_error": "",
                     *         "device_error_at": "2026-11-20T08:00:00Z",
                     *         "disk_free": 1,
                     *         "disk_percent": 1,
                     *         "disk_used": 1,
                     *         "drift_ms": 0,
                     *         "money_since": "2026-11-20T08:00:00Z",
                     *         "money_waiting": 0,
                     *         "refused": 0,
                     *         "sync_error": "",
                     *         "sync_error_at": "2026-11-20T08:00:00Z",
                     *         "waiting": 0,
                     *         "waiting_bytes": 0,
                     *         "waiting_since": "2026-11-20T08:00:00Z"
                     *       },
                     *       "id": "",
                     *       "last_applied": 1,
                     *       "last_contact_at": "2026-11-20T08:00:00Z",
                     *       "limits": {
                     *         "certificate_days": 14,
                     *         "disk_percent": 90,
                     *         "drift_seconds": 300,
                     *         "money_minutes": 60,
                     *         "silent_minutes": 4320,
                     *         "unsent_minutes": 240
                     *       },
                     *       "online": true,
                     *       "operations": [
                     *         {
                     *           "at": "2026-11-20T08:00:00Z",
                     *           "reason": "",
                     *           "state": "rejected",
                     *           "text": ""
                     *         }
                     *       ],
                     *       "position": {
                     *         "at": "2026-11-20T08:00:00Z",
                     *         "latitude": 47.1,
                     *         "longitude": 9.5
                     *       },
                     *       "refused": 0,
                     *       "serial": "",
                     *       "state": "active",
                     *       "technician": "",
                     *       "technician_name": "",
                     *       "troubles": [
                     *         "money"
                     *       ],
                     *       "vehicle": "",
                     *       "vehicle_name": ""
                     *     }
                     */
                    "application/json": {
                        alarms?: {
                            cloned?: string;
                            hole?: string;
                        };
                        certificate_to?: string | null;
                        conflicts?: number;
                        epoch?: number;
                        firmware?: string;
                        health?: {
                            acked?: number;
                            at?: string | null;
                            blob_bytes?: number;
                            blobs_waiting?: number;
                            device_error?: string;
                            device_error_at?: string | null;
                            disk_free?: number | null;
                            disk_percent?: number | null;
                            disk_used?: number | null;
                            drift_ms?: number;
                            money_since?: string | null;
                            money_waiting?: number;
                            refused?: number;
                            sync_error?: string;
                            sync_error_at?: string | null;
                            waiting?: number;
                            waiting_bytes?: number;
                            waiting_since?: string | null;
                        } | null;
                        id?: string;
                        last_applied?: number;
                        last_contact_at?: string | null;
                        limits?: {
                            certificate_days?: number;
                            disk_percent?: number;
                            drift_seconds?: number;
                            money_minutes?: number;
                            silent_minutes?: number;
                            unsent_minutes?: number;
                        };
                        online?: boolean;
                        operations?: {
                            at?: string;
                            reason?: string;
                            state?: string;
                            text?: string;
                        }[];
                        position?: {
                            at?: string | null;
                            latitude?: number;
                            longitude?: number;
                        } | null;
                        refused?: number;
                        serial?: string;
                        state?: string;
                        technician?: string;
                        technician_name?: string;
                        troubles?: string[];
                        vehicle?: string;
                        vehicle_name?: string;
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    get_dispatch_: {
        parameters: {
            query?: {
                /** @description In the company's zone; today without. */
                day?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "day": "2026-11-20",
                     *       "from": "2026-11-19T23:00:00Z",
                     *       "technicians": [
                     *         {
                     *           "id": "",
                     *           "name": ""
                     *         }
                     *       ],
                     *       "to": "2026-11-20T23:00:00Z",
                     *       "unplanned": [
                     *         {
                     *           "id": ""
                     *         }
                     *       ],
                     *       "unplanned_total": 1,
                     *       "visits": [
                     *         {
                     *           "id": "",
                     *           "state": "sent"
                     *         }
                     *       ],
                     *       "zone": "Europe/Vaduz"
                     *     }
                     */
                    "application/json": {
                        day?: string;
                        from?: string;
                        technicians?: {
                            id?: string;
                            name?: string;
                        }[];
                        to?: string;
                        unplanned?: {
                            id?: string;
                        }[];
                        unplanned_total?: number;
                        visits?: {
                            id?: string;
                            state?: string;
                        }[];
                        zone?: string;
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    get_docs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            302: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    get_duplicates_: {
        parameters: {
            query?: {
                /** @description area and name of the record type; without it the types are listed */
                type?: string;
                /** @description next_page_token of the page before */
                page_token?: string;
                /** @description 1 to 200 */
                page_size?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "reasons": [
                     *             {
                     *               "field": "channels",
                     *               "means": "mail",
                     *               "percent": 100
                     *             }
                     *           ],
                     *           "records": [
                     *             {
                     *               "id": "0193…",
                     *               "title": "Müller AG"
                     *             }
                     *           ],
                     *           "score": 96
                     *         }
                     *       ],
                     *       "next_page_token": "",
                     *       "types": [
                     *         {
                     *           "label": "Accounts",
                     *           "path": "accounts",
                     *           "type": "crm.Account"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items?: {
                            reasons?: {
                                field?: string;
                                means?: string;
                                percent?: number;
                            }[];
                            records?: {
                                id?: string;
                                title?: string;
                            }[];
                            score?: number;
                        }[];
                        next_page_token?: string;
                        types?: {
                            label?: string;
                            path?: string;
                            type?: string;
                        }[];
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    post_enrol_: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "",
                 *       "csr": ""
                 *     }
                 */
                "application/json": {
                    code?: string;
                    csr?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "certificate": ""
                     *     }
                     */
                    "application/json": {
                        certificate?: string;
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    post_enrol_renew_: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "certificate": "",
                 *       "csr": "",
                 *       "signature": ""
                 *     }
                 */
                "application/json": {
                    certificate?: string;
                    csr?: string;
                    signature?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "authority": "",
                     *       "certificate": ""
                     *     }
                     */
                    "application/json": {
                        authority?: string;
                        certificate?: string;
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    post_exports_: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "columns": [
                 *         "name"
                 *       ],
                 *       "filter": "",
                 *       "format": "csv",
                 *       "path": "accounts"
                 *     }
                 */
                "application/json": {
                    columns?: string[];
                    filter?: string;
                    format?: string;
                    path?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "",
                     *       "name": "",
                     *       "records": 0,
                     *       "size": 0,
                     *       "state": "waiting",
                     *       "total": 1
                     *     }
                     */
                    "application/json": {
                        id?: string;
                        name?: string;
                        records?: number;
                        size?: number;
                        state?: string;
                        total?: number;
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    get_exports__id__: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "",
                     *       "name": "",
                     *       "records": 1,
                     *       "size": 1,
                     *       "state": "done",
                     *       "total": 1
                     *     }
                     */
                    "application/json": {
                        id?: string;
                        name?: string;
                        records?: number;
                        size?: number;
                        state?: string;
                        total?: number;
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    get_exports__id__file: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": unknown;
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    get_graphql_: {
        parameters: {
            query: {
                /** @description The document. */
                query: string;
                /** @description Where the document has several. */
                operationName?: string;
                /** @description As JSON. */
                variables?: string;
                /** @description Not looked at. */
                extensions?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": null,
                     *       "errors": [
                     *         {
                     *           "message": ""
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        data?: unknown;
                        errors?: {
                            message?: string;
                        }[];
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    post_graphql_: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "operationName": null,
                 *       "query": "{ __typename }",
                 *       "variables": null
                 *     }
                 */
                "application/json": {
                    operationName?: unknown;
                    query?: string;
                    variables?: unknown;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": null,
                     *       "errors": [
                     *         {
                     *           "message": ""
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        data?: unknown;
                        errors?: {
                            message?: string;
                        }[];
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    get_health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok"
                     *     }
                     */
                    "application/json": {
                        status?: string;
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    post_imports_: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "customers.csv",
                 *       "of_type": "crm.Account",
                 *       "parts": [
                 *         ""
                 *       ]
                 *     }
                 */
                "application/json": {
                    name?: string;
                    of_type?: string;
                    parts?: string[];
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "",
                     *       "of_type": "crm.Account",
                     *       "state": "draft",
                     *       "version": 1
                     *     }
                     */
                    "application/json": {
                        id?: string;
                        of_type?: string;
                        state?: string;
                        version?: number;
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    "get_imports__id__faults.csv": {
        parameters: {
            query?: {
                /** @description check, run or undo; check without. */
                work?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": unknown;
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    get_imports__id__faults_: {
        parameters: {
            query?: {
                /** @description check, run or undo; check without. */
                work?: string;
                /** @description A line's number. */
                after?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "column": "",
                     *           "line": 1,
                     *           "reason": "",
                     *           "value": ""
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items?: {
                            column?: string;
                            line?: number;
                            reason?: string;
                            value?: string;
                        }[];
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    get_imports__id__preview_: {
        parameters: {
            query?: {
                /** @description Of a workbook. */
                sheet?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "columns": [
                     *         {}
                     *       ],
                     *       "rows": [
                     *         {
                     *           "cells": [
                     *             ""
                     *           ],
                     *           "fault": "",
                     *           "line": 2
                     *         }
                     *       ],
                     *       "sheets": [
                     *         ""
                     *       ],
                     *       "targets": [
                     *         {}
                     *       ]
                     *     }
                     */
                    "application/json": {
                        columns?: object[];
                        rows?: {
                            cells?: string[];
                            fault?: string;
                            line?: number;
                        }[];
                        sheets?: string[];
                        targets?: object[];
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    get_imports__id__progress_: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "check": null,
                     *       "run": null,
                     *       "state": "running",
                     *       "undo": null
                     *     }
                     */
                    "application/json": {
                        check?: unknown;
                        run?: unknown;
                        state?: string;
                        undo?: unknown;
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    get_jobs_: {
        parameters: {
            query?: {
                /** @description waiting, running, done, failed or cancelled. */
                state?: string;
                /** @description Such as webhook, mail, import. */
                kind?: string;
                /** @description Text within the last error. */
                contains?: string;
                /** @description next_page_token of the page before. */
                page_token?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "counts": {},
                     *       "items": [
                     *         {
                     *           "about": "",
                     *           "attempts": 10,
                     *           "created_at": "2026-11-20T08:00:00Z",
                     *           "error": "",
                     *           "finished_at": null,
                     *           "id": "",
                     *           "kind": "mail",
                     *           "progress": null,
                     *           "run_at": "2026-11-20T08:00:00Z",
                     *           "state": "failed"
                     *         }
                     *       ],
                     *       "kinds": {},
                     *       "next_page_token": ""
                     *     }
                     */
                    "application/json": {
                        counts?: object;
                        items?: {
                            about?: string;
                            attempts?: number;
                            created_at?: string;
                            error?: string;
                            finished_at?: unknown;
                            id?: string;
                            kind?: string;
                            progress?: unknown;
                            run_at?: string;
                            state?: string;
                        }[];
                        kinds?: object;
                        next_page_token?: string;
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    post_jobs__id__cancel_: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    post_jobs__id__retry_: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    get_merges__id__: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "done": 12,
                     *       "failure": "",
                     *       "kept": "0193…",
                     *       "left": [
                     *         {
                     *           "place": "about",
                     *           "reason": "…",
                     *           "record": "0193…",
                     *           "type": "crm.Note"
                     *         }
                     *       ],
                     *       "merge": "0193…",
                     *       "merged": [
                     *         "0193…"
                     *       ],
                     *       "moved": [
                     *         {
                     *           "count": 12,
                     *           "type": "field.WorkOrder"
                     *         }
                     *       ],
                     *       "of_type": "crm.Account",
                     *       "state": "merged",
                     *       "stays": [
                     *         {
                     *           "count": 3,
                     *           "type": "billing.Invoice"
                     *         }
                     *       ],
                     *       "total": 12
                     *     }
                     */
                    "application/json": {
                        done?: number;
                        failure?: string;
                        kept?: string;
                        left?: {
                            place?: string;
                            reason?: string;
                            record?: string;
                            type?: string;
                        }[];
                        merge?: string;
                        merged?: string[];
                        moved?: {
                            count?: number;
                            type?: string;
                        }[];
                        of_type?: string;
                        state?: string;
                        stays?: {
                            count?: number;
                            type?: string;
                        }[];
                        total?: number;
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    get_meta_: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "types": [
                     *         {
                     *           "fields": [
                     *             {
                     *               "name": "name"
                     *             }
                     *           ],
                     *           "name": "crm.Account"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        types?: {
                            fields?: {
                                name?: string;
                            }[];
                            name?: string;
                        }[];
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    get_oauth_apps_: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {}
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items?: object[];
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    delete_oauth_apps__client__: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                client: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    post_oauth_clients_: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "",
                 *       "public": false,
                 *       "redirects": [
                 *         "https://example.com/back"
                 *       ],
                 *       "role": "",
                 *       "scopes": [
                 *         "read"
                 *       ]
                 *     }
                 */
                "application/json": {
                    name?: string;
                    public?: boolean;
                    redirects?: string[];
                    role?: string;
                    scopes?: string[];
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "client_id": "",
                     *       "client_secret": "",
                     *       "id": ""
                     *     }
                     */
                    "application/json": {
                        client_id?: string;
                        client_secret?: string;
                        id?: string;
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    post_oauth_clients__id__secret_: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "client_secret": ""
                     *     }
                     */
                    "application/json": {
                        client_secret?: string;
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    get_oauth_consent_: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example {} */
                    "application/json": object;
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    post_oauth_consent_: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "client_id": "",
                 *       "code_challenge": "",
                 *       "code_challenge_method": "S256",
                 *       "decision": "allow",
                 *       "redirect_uri": "",
                 *       "response_type": "code",
                 *       "scope": "",
                 *       "state": ""
                 *     }
                 */
                "application/json": {
                    client_id?: string;
                    code_challenge?: string;
                    code_challenge_method?: string;
                    decision?: string;
                    redirect_uri?: string;
                    response_type?: string;
                    scope?: string;
                    state?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "redirect": ""
                     *     }
                     */
                    "application/json": {
                        redirect?: string;
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    "get_openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "openapi": "3.1.0"
                     *     }
                     */
                    "application/json": {
                        openapi?: string;
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    "post_paperwork-documents__id__verify_": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "integrity": ""
                     *     }
                     */
                    "application/json": {
                        integrity?: string;
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    get_privacy__id__: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "expires": "2026-11-20T08:00:00Z",
                     *       "mine": true,
                     *       "size": 1,
                     *       "state": "done"
                     *     }
                     */
                    "application/json": {
                        expires?: string;
                        mine?: boolean;
                        size?: number;
                        state?: string;
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    post_privacy__id__file: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": unknown;
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    get_privacy__id__plan_: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "anonymised": 0,
                     *           "because": "",
                     *           "erased": 1,
                     *           "found": 1,
                     *           "kept": 0,
                     *           "label": "Notes",
                     *           "type": "crm.Note"
                     *         }
                     *       ],
                     *       "person": [
                     *         {
                     *           "id": "",
                     *           "type": "crm.Contact"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items?: {
                            anonymised?: number;
                            because?: string;
                            erased?: number;
                            found?: number;
                            kept?: number;
                            label?: string;
                            type?: string;
                        }[];
                        person?: {
                            id?: string;
                            type?: string;
                        }[];
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    get_ready: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ready": true
                     *     }
                     */
                    "application/json": {
                        ready?: boolean;
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    get_receipts_: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "number": "",
                     *           "online": true,
                     *           "state": "sent",
                     *           "summary": "",
                     *           "technician": "",
                     *           "technician_name": "",
                     *           "visit": "",
                     *           "work_order": ""
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items?: {
                            number?: string;
                            online?: boolean;
                            state?: string;
                            summary?: string;
                            technician?: string;
                            technician_name?: string;
                            visit?: string;
                            work_order?: string;
                        }[];
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    get_retention_plan_: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "due": 1,
                     *           "held": 0,
                     *           "of_type": "crm.Note",
                     *           "rule": "",
                     *           "then": "delete"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items?: {
                            due?: number;
                            held?: number;
                            of_type?: string;
                            rule?: string;
                            then?: string;
                        }[];
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    "field.ScheduledEvent.book": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, it is done once. */
                "Idempotency-Key"?: components["parameters"]["once"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["field.ScheduledEvent.book"];
            };
        };
        responses: {
            /** @description The record as it is now, or what the action answers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["field.ScheduledEvent"] | object;
                };
            };
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    "field.ScheduledEvent.check": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, it is done once. */
                "Idempotency-Key"?: components["parameters"]["once"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["field.ScheduledEvent.check"];
            };
        };
        responses: {
            /** @description The record as it is now, or what the action answers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["field.ScheduledEvent"] | object;
                };
            };
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    "field.ScheduledEvent.conflicts": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, it is done once. */
                "Idempotency-Key"?: components["parameters"]["once"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["field.ScheduledEvent.conflicts"];
            };
        };
        responses: {
            /** @description The record as it is now, or what the action answers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["field.ScheduledEvent"] | object;
                };
            };
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    "field.ScheduledEvent.draft_check": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, it is done once. */
                "Idempotency-Key"?: components["parameters"]["once"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": object;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "broken": [
                     *         {
                     *           "field": "name",
                     *           "severity": "warn",
                     *           "text": "…"
                     *         }
                     *       ],
                     *       "completeness": {},
                     *       "looks_like": [
                     *         {
                     *           "id": "0193…",
                     *           "score": 96,
                     *           "title": "Müller AG"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        broken?: {
                            field?: string;
                            severity?: string;
                            text?: string;
                        }[];
                        completeness?: object;
                        looks_like?: {
                            id?: string;
                            score?: number;
                            title?: string;
                        }[];
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    "field.ScheduledEvent.free-slots": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, it is done once. */
                "Idempotency-Key"?: components["parameters"]["once"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["field.ScheduledEvent.free-slots"];
            };
        };
        responses: {
            /** @description The record as it is now, or what the action answers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["field.ScheduledEvent"] | object;
                };
            };
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    "field.ScheduledEvent.move": {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key, it is done once. */
                "Idempotency-Key"?: components["parameters"]["once"];
            };
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["field.ScheduledEvent.move"];
            };
        };
        responses: {
            /** @description The record as it is now, or what the action answers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["field.ScheduledEvent"] | object;
                };
            };
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    get_search_: {
        parameters: {
            query: {
                /** @description words; quotes keep them together */
                q: string;
                /** @description of this record type only */
                type?: string;
                /** @description how many hits */
                limit?: string;
                /** @description also how many there are by state and choice */
                counts?: string;
                /** @description type:id of the record that is open */
                near?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "is_complete": true,
                     *       "items": [
                     *         {
                     *           "found": {},
                     *           "id": "",
                     *           "path": "",
                     *           "title": "",
                     *           "type": ""
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        is_complete?: boolean;
                        items?: {
                            found?: object;
                            id?: string;
                            path?: string;
                            title?: string;
                            type?: string;
                        }[];
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    post_search_rebuild_: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    get_session_: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "csrf": "",
                     *       "position": 1,
                     *       "roles": [
                     *         "dispatcher"
                     *       ],
                     *       "technician": null,
                     *       "tenant": {
                     *         "currency": "CHF",
                     *         "id": "",
                     *         "name": ""
                     *       },
                     *       "user": {
                     *         "currency": "",
                     *         "id": "",
                     *         "language": "en",
                     *         "login": "",
                     *         "name": "",
                     *         "zone": ""
                     *       }
                     *     }
                     */
                    "application/json": {
                        csrf?: string;
                        position?: number;
                        roles?: string[];
                        technician?: unknown;
                        tenant?: {
                            currency?: string;
                            id?: string;
                            name?: string;
                        };
                        user?: {
                            currency?: string;
                            id?: string;
                            language?: string;
                            login?: string;
                            name?: string;
                            zone?: string;
                        };
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    post_session_: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "login": "",
                 *       "password": ""
                 *     }
                 */
                "application/json": {
                    login?: string;
                    password?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "csrf": "",
                     *       "position": 1,
                     *       "roles": [
                     *         "dispatcher"
                     *       ],
                     *       "technician": null,
                     *       "tenant": {
                     *         "currency": "CHF",
                     *         "id": "",
                     *         "name": ""
                     *       },
                     *       "user": {
                     *         "currency": "",
                     *         "id": "",
                     *         "language": "en",
                     *         "login": "",
                     *         "name": "",
                     *         "zone": ""
                     *       }
                     *     }
                     */
                    "application/json": {
                        csrf?: string;
                        position?: number;
                        roles?: string[];
                        technician?: unknown;
                        tenant?: {
                            currency?: string;
                            id?: string;
                            name?: string;
                        };
                        user?: {
                            currency?: string;
                            id?: string;
                            language?: string;
                            login?: string;
                            name?: string;
                            zone?: string;
                        };
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    delete_session_: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    get_session_factors_: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "app": true,
                     *       "recovery_codes": 1,
                     *       "required": true
                     *     }
                     */
                    "application/json": {
                        app?: boolean;
                        recovery_codes?: number;
                        required?: boolean;
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    post_session_factors_: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "password": ""
                 *     }
                 */
                "application/json": {
                    password?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "enrolment": "",
                     *       "secret": "",
                     *       "uri": ""
                     *     }
                     */
                    "application/json": {
                        enrolment?: string;
                        secret?: string;
                        uri?: string;
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    post_session_factors_confirm_: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "",
                 *       "enrolment": ""
                 *     }
                 */
                "application/json": {
                    code?: string;
                    enrolment?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "recovery_codes": [
                     *         ""
                     *       ]
                     *     }
                     */
                    "application/json": {
                        recovery_codes?: string[];
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    "post_session_factors_recovery-codes_": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "password": ""
                 *     }
                 */
                "application/json": {
                    password?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "recovery_codes": [
                     *         ""
                     *       ]
                     *     }
                     */
                    "application/json": {
                        recovery_codes?: string[];
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    post_session_factors_remove_: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "password": ""
                 *     }
                 */
                "application/json": {
                    password?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    post_session_forgot_: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "login": ""
                 *     }
                 */
                "application/json": {
                    login?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    get_session_oidc_callback: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            302: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": unknown;
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    get_session_oidc__id__start: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            302: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": unknown;
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    post_session_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "current": "",
                 *       "new": ""
                 *     }
                 */
                "application/json": {
                    current?: string;
                    new?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    get_session_providers_: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {}
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items?: object[];
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    post_session_reset_: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "password": "",
                 *       "token": ""
                 *     }
                 */
                "application/json": {
                    password?: string;
                    token?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "login": ""
                     *     }
                     */
                    "application/json": {
                        login?: string;
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    post_session_reset_check_: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": ""
                 *     }
                 */
                "application/json": {
                    token?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "holds": true
                     *     }
                     */
                    "application/json": {
                        holds?: boolean;
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    "post_session_second-step_": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "challenge": "",
                 *       "code": ""
                 *     }
                 */
                "application/json": {
                    challenge?: string;
                    code?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "csrf": "",
                     *       "position": 1,
                     *       "roles": [
                     *         "dispatcher"
                     *       ],
                     *       "technician": null,
                     *       "tenant": {
                     *         "currency": "CHF",
                     *         "id": "",
                     *         "name": ""
                     *       },
                     *       "user": {
                     *         "currency": "",
                     *         "id": "",
                     *         "language": "en",
                     *         "login": "",
                     *         "name": "",
                     *         "zone": ""
                     *       }
                     *     }
                     */
                    "application/json": {
                        csrf?: string;
                        position?: number;
                        roles?: string[];
                        technician?: unknown;
                        tenant?: {
                            currency?: string;
                            id?: string;
                            name?: string;
                        };
                        user?: {
                            currency?: string;
                            id?: string;
                            language?: string;
                            login?: string;
                            name?: string;
                            zone?: string;
                        };
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    "post_session_second-step_enrol_": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "challenge": ""
                 *     }
                 */
                "application/json": {
                    challenge?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "enrolment": "",
                     *       "secret": "",
                     *       "uri": ""
                     *     }
                     */
                    "application/json": {
                        enrolment?: string;
                        secret?: string;
                        uri?: string;
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    get_sessions_: {
        parameters: {
            query?: {
                /** @description Of everybody: *. For administrators. */
                user?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {}
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items?: object[];
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    delete_sessions_: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ended": 1
                     *     }
                     */
                    "application/json": {
                        ended?: number;
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    delete_sessions__name__: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    post_setup_: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "company": "",
                 *       "country": "LI",
                 *       "currency": "CHF",
                 *       "language": "en",
                 *       "login": "",
                 *       "name": "",
                 *       "password": "",
                 *       "token": "",
                 *       "zone": "Europe/Vaduz"
                 *     }
                 */
                "application/json": {
                    company?: string;
                    country?: string;
                    currency?: string;
                    language?: string;
                    login?: string;
                    name?: string;
                    password?: string;
                    token?: string;
                    zone?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "login": "",
                     *       "tenant": ""
                     *     }
                     */
                    "application/json": {
                        login?: string;
                        tenant?: string;
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    post_setup_check_: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": ""
                 *     }
                 */
                "application/json": {
                    token?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "holds": true
                     *     }
                     */
                    "application/json": {
                        holds?: boolean;
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    "get_stock-by-place_": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "places": [
                     *         {
                     *           "items": [
                     *             {
                     *               "bin": "",
                     *               "code": "",
                     *               "low": false,
                     *               "name": "",
                     *               "product": "",
                     *               "unit": "H87"
                     *             }
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        places?: {
                            items?: {
                                bin?: string;
                                code?: string;
                                low?: boolean;
                                name?: string;
                                product?: string;
                                unit?: string;
                            }[];
                        }[];
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    get_suggest_: {
        parameters: {
            query: {
                /** @description what has been typed so far */
                q: string;
                /** @description of this record type only */
                type?: string;
                /** @description type:id of the record that is open */
                near?: string;
                /** @description how many */
                limit?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "is_complete": true,
                     *       "items": [
                     *         {
                     *           "found": {},
                     *           "id": "",
                     *           "path": "",
                     *           "title": "",
                     *           "type": ""
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        is_complete?: boolean;
                        items?: {
                            found?: object;
                            id?: string;
                            path?: string;
                            title?: string;
                            type?: string;
                        }[];
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    get_survey_: {
        parameters: {
            query: {
                /** @description Of the link. */
                token: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "company": "",
                     *       "form": {
                     *         "name": "",
                     *         "scale": 5,
                     *         "thanks": ""
                     *       },
                     *       "job": "",
                     *       "language": "en"
                     *     }
                     */
                    "application/json": {
                        company?: string;
                        form?: {
                            name?: string;
                            scale?: number;
                            thanks?: string;
                        };
                        job?: string;
                        language?: string;
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    post_survey_: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "comment": "",
                 *       "rating": 5,
                 *       "token": ""
                 *     }
                 */
                "application/json": {
                    comment?: string;
                    rating?: number;
                    token?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    "get_telemetry-feeds_": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {}
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items?: object[];
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    "post_telemetry-feeds_": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "may_rebirth": false,
                 *       "name": "",
                 *       "positions": true,
                 *       "until": "",
                 *       "vehicles": [
                 *         ""
                 *       ]
                 *     }
                 */
                "application/json": {
                    may_rebirth?: boolean;
                    name?: string;
                    positions?: boolean;
                    until?: string;
                    vehicles?: string[];
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "",
                     *       "password": "",
                     *       "topics": "",
                     *       "user": ""
                     *     }
                     */
                    "application/json": {
                        id?: string;
                        password?: string;
                        topics?: string;
                        user?: string;
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    "post_telemetry-feeds__id__password_": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "password": "",
                     *       "user": ""
                     *     }
                     */
                    "application/json": {
                        password?: string;
                        user?: string;
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    "post_telemetry-feeds__id__revoke_": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    "get_trial-balance_": {
        parameters: {
            query?: {
                /** @description Its id; all without. */
                legal_entity?: string;
                /** @description Up to this day. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "rows": [
                     *         {}
                     *       ]
                     *     }
                     */
                    "application/json": {
                        rows?: object[];
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    "post_users__id__reset-second-factor_": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    get_vans_: {
        parameters: {
            query?: {
                /** @description Within serial number, plate, van and technician. */
                search?: string;
                /** @description Those with this trouble alone: any, hole, cloned, money, silent, unsent, refused, disk, certificate, drift, conflicts or error. */
                trouble?: string;
                /** @description trouble (also without), name, contact, unsent, drift, disk or certificate. */
                sort?: string;
                /** @description next_page_token of the page before. */
                page_token?: string;
                /** @description 1 to 1000. */
                page_size?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "in_trouble": 1,
                     *       "items": [
                     *         {
                     *           "alarms": {
                     *             "cloned": "",
                     *             "hole": ""
                     *           },
                     *           "certificate_to": "2026-11-20T08:00:00Z",
                     *           "conflicts": 0,
                     *           "epoch": 1,
                     *           "firmware": "",
                     *           "health": {
                     *             "acked": 1,
                     *             "at": "2026-11-20T08:00:00Z",
                     *             "blob_bytes": 0,
                     *             "blobs_waiting": 0,
                     *             "device_error": "",
                     *             "device_error_at": "2026-11-20T08:00:00Z",
                     *             "disk_free": 1,
                     *             "disk_percent": 1,
                     *             "disk_used": 1,
                     *             "drift_ms": 0,
                     *             "money_since": "2026-11-20T08:00:00Z",
                     *             "money_waiting": 0,
                     *             "refused": 0,
                     *             "sync_error": "",
                     *             "sync_error_at": "2026-11-20T08:00:00Z",
                     *             "waiting": 0,
                     *             "waiting_bytes": 0,
                     *             "waiting_since": "2026-11-20T08:00:00Z"
                     *           },
                     *           "id": "",
                     *           "last_applied": 1,
                     *           "last_contact_at": "2026-11-20T08:00:00Z",
                     *           "online": true,
                     *           "position": {
                     *             "at": "2026-11-20T08:00:00Z",
                     *             "latitude": 47.1,
                     *             "longitude": 9.5
                     *           },
                     *           "refused": 0,
                     *           "serial": "",
                     *           "state": "active",
                     *           "technician": "",
                     *           "technician_name": "",
                     *           "troubles": [
                     *             "money"
                     *           ],
                     *           "vehicle": "",
                     *           "vehicle_name": ""
                     *         }
                     *       ],
                     *       "limits": {
                     *         "certificate_days": 14,
                     *         "disk_percent": 90,
                     *         "drift_seconds": 300,
                     *         "money_minutes": 60,
                     *         "silent_minutes": 4320,
                     *         "unsent_minutes": 240
                     *       },
                     *       "next_page_token": "",
                     *       "online": 1,
                     *       "total": 1,
                     *       "troubles": {}
                     *     }
                     */
                    "application/json": {
                        in_trouble?: number;
                        items?: {
                            alarms?: {
                                cloned?: string;
                                hole?: string;
                            };
                            certificate_to?: string | null;
                            conflicts?: number;
                            epoch?: number;
                            firmware?: string;
                            health?: {
                                acked?: number;
                                at?: string | null;
                                blob_bytes?: number;
                                blobs_waiting?: number;
                                device_error?: string;
                                device_error_at?: string | null;
                                disk_free?: number | null;
                                disk_percent?: number | null;
                                disk_used?: number | null;
                                drift_ms?: number;
                                money_since?: string | null;
                                money_waiting?: number;
                                refused?: number;
                                sync_error?: string;
                                sync_error_at?: string | null;
                                waiting?: number;
                                waiting_bytes?: number;
                                waiting_since?: string | null;
                            } | null;
                            id?: string;
                            last_applied?: number;
                            last_contact_at?: string | null;
                            online?: boolean;
                            position?: {
                                at?: string | null;
                                latitude?: number;
                                longitude?: number;
                            } | null;
                            refused?: number;
                            serial?: string;
                            state?: string;
                            technician?: string;
                            technician_name?: string;
                            troubles?: string[];
                            vehicle?: string;
                            vehicle_name?: string;
                        }[];
                        limits?: {
                            certificate_days?: number;
                            disk_percent?: number;
                            drift_seconds?: number;
                            money_minutes?: number;
                            silent_minutes?: number;
                            unsent_minutes?: number;
                        };
                        next_page_token?: string;
                        online?: number;
                        total?: number;
                        troubles?: object;
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    get_vans_files__sha256__: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sha256: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    put_vans_files__sha256__: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sha256: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "durable": false,
                     *       "have_bytes": 0
                     *     }
                     */
                    "application/json": {
                        durable?: boolean;
                        have_bytes?: number;
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    "get_vehicles__id__track.gpx": {
        parameters: {
            query?: {
                /** @description 2026-11-23 */
                day?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/gpx+xml": unknown;
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    "get_webhook-deliveries__id__body_": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": {},
                     *       "timestamp": "2026-11-20T08:00:00Z",
                     *       "type": "crm.Account.changed"
                     *     }
                     */
                    "application/json": {
                        data?: object;
                        timestamp?: string;
                        type?: string;
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    "post_webhook-endpoints__id__secret_": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "overlap_hours": 24
                 *     }
                 */
                "application/json": {
                    overlap_hours?: number;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "secret": "whsec_"
                     *     }
                     */
                    "application/json": {
                        secret?: string;
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
    "get_work-orders__id__overview_": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "work_order": {}
                     *     }
                     */
                    "application/json": {
                        work_order?: object;
                    };
                };
            };
            503: components["responses"]["Problem"];
            "4XX": components["responses"]["Problem"];
        };
    };
}
