# fish completion for cardreader, made by `cardreader completions fish`.

# The command on the line; without one `none`, or `reader` behind a folder.
function __cardreader_command
    set -l option
    for word in (commandline -opc)[2..-1]
        if test -n "$option"
            set option
            continue
        end
        switch $word
            case -q --query --sort --limit --config --data
                set option $word
            case '-*'
            case list show mark topics check add remove sources index config marks paths completions
                echo $word
                return
            case '*'
                echo reader
                return
        end
    end
    echo none
end

function __cardreader_is
    contains -- (__cardreader_command) $argv
end

complete -c cardreader -f

complete -c cardreader -n '__cardreader_is none' -a list -d 'print the cards, hottest first, one a line'
complete -c cardreader -n '__cardreader_is none' -a show -d 'print one card, whole'
complete -c cardreader -n '__cardreader_is none' -a mark -d 'mark cards as read, unread, starred or unstarred, or undo the last marking'
complete -c cardreader -n '__cardreader_is none' -a topics -d 'print the topics with their numbers of cards'
complete -c cardreader -n '__cardreader_is none' -a check -d 'print the files that look like cards and cannot be read'
complete -c cardreader -n '__cardreader_is none' -a add -d 'add a folder to the sources'
complete -c cardreader -n '__cardreader_is none' -a remove -d 'take a folder out of the sources'
complete -c cardreader -n '__cardreader_is none' -a sources -d 'print the sources'
complete -c cardreader -n '__cardreader_is none' -a index -d 'bring the index up to date'
complete -c cardreader -n '__cardreader_is none' -a config -d 'print the configuration, edit it, or check it'
complete -c cardreader -n '__cardreader_is none' -a marks -d 'export your marks as text, or import them'
complete -c cardreader -n '__cardreader_is none' -a paths -d 'print where configuration, index and marks are'
complete -c cardreader -n '__cardreader_is none' -a completions -d 'print what completes these words in a shell'
complete -c cardreader -n '__cardreader_is none reader' -s h -l help -d 'show this help message and exit'
complete -c cardreader -n '__cardreader_is none reader' -s q -l query -x -a 'topic: provider: source: title: excerpt: type: category: is: has: heat: quality: related: newer: older: date: sort: type:article type:book type:collection type:course type:download type:event type:forum type:profile type:video category:challenge category:community category:customer category:event category:form category:learning category:news category:newsletter category:people category:sample is:read is:unread is:starred is:retired is:published is:removed is:muted has:related has:image has:url has:body sort:heat sort:hot sort:date sort:quality sort:provider sort:title sort:relevance' -d 'only these cards, like: topic:ai is:unread robots'
complete -c cardreader -n '__cardreader_is none reader' -l sort -x -a 'heat hot date quality provider title heat:asc heat:desc hot:asc hot:desc date:asc date:desc quality:asc quality:desc provider:asc provider:desc title:asc title:desc relevance' -d 'heat, hot, date, quality, provider, title, with :asc or :desc; or relevance, with -q'
complete -c cardreader -n '__cardreader_is none reader' -l all -d 'retired, removed, unpublished and muted cards too'
complete -c cardreader -n '__cardreader_is none reader' -l config -r -F -d 'use this configuration file'
complete -c cardreader -n '__cardreader_is none reader' -l data -x -a '(__fish_complete_directories)' -d 'keep index and marks in this folder'
complete -c cardreader -n '__cardreader_is none reader' -l version -d 'print the versions of cardreader and Textual'
complete -c cardreader -n '__cardreader_is none reader' -a '(__fish_complete_directories)'
complete -c cardreader -n '__cardreader_is list' -s h -l help -d 'show this help message and exit'
complete -c cardreader -n '__cardreader_is list' -s q -l query -x -a 'topic: provider: source: title: excerpt: type: category: is: has: heat: quality: related: newer: older: date: sort: type:article type:book type:collection type:course type:download type:event type:forum type:profile type:video category:challenge category:community category:customer category:event category:form category:learning category:news category:newsletter category:people category:sample is:read is:unread is:starred is:retired is:published is:removed is:muted has:related has:image has:url has:body sort:heat sort:hot sort:date sort:quality sort:provider sort:title sort:relevance' -d 'only these cards, like: topic:ai is:unread robots'
complete -c cardreader -n '__cardreader_is list' -l sort -x -a 'heat hot date quality provider title heat:asc heat:desc hot:asc hot:desc date:asc date:desc quality:asc quality:desc provider:asc provider:desc title:asc title:desc relevance' -d 'heat, hot, date, quality, provider, title, with :asc or :desc; or relevance, with -q'
complete -c cardreader -n '__cardreader_is list' -l all -d 'retired, removed, unpublished and muted cards too'
complete -c cardreader -n '__cardreader_is list' -l limit -x -d 'at most this many'
complete -c cardreader -n '__cardreader_is list' -l json -d 'print JSON'
complete -c cardreader -n '__cardreader_is list' -l config -r -F -d 'use this configuration file'
complete -c cardreader -n '__cardreader_is list' -l data -x -a '(__fish_complete_directories)' -d 'keep index and marks in this folder'
complete -c cardreader -n '__cardreader_is list' -l version -d 'print the versions of cardreader and Textual'
complete -c cardreader -n '__cardreader_is list' -a '(__fish_complete_directories)'
complete -c cardreader -n '__cardreader_is show' -s h -l help -d 'show this help message and exit'
complete -c cardreader -n '__cardreader_is show' -l json -d 'print JSON'
complete -c cardreader -n '__cardreader_is show' -l config -r -F -d 'use this configuration file'
complete -c cardreader -n '__cardreader_is show' -l data -x -a '(__fish_complete_directories)' -d 'keep index and marks in this folder'
complete -c cardreader -n '__cardreader_is show' -l version -d 'print the versions of cardreader and Textual'
complete -c cardreader -n '__cardreader_is show' -F
complete -c cardreader -n '__cardreader_is mark' -s h -l help -d 'show this help message and exit'
complete -c cardreader -n '__cardreader_is mark' -s q -l query -x -a 'topic: provider: source: title: excerpt: type: category: is: has: heat: quality: related: newer: older: date: sort: type:article type:book type:collection type:course type:download type:event type:forum type:profile type:video category:challenge category:community category:customer category:event category:form category:learning category:news category:newsletter category:people category:sample is:read is:unread is:starred is:retired is:published is:removed is:muted has:related has:image has:url has:body sort:heat sort:hot sort:date sort:quality sort:provider sort:title sort:relevance' -d 'only these cards, like: topic:ai is:unread robots'
complete -c cardreader -n '__cardreader_is mark' -l config -r -F -d 'use this configuration file'
complete -c cardreader -n '__cardreader_is mark' -l data -x -a '(__fish_complete_directories)' -d 'keep index and marks in this folder'
complete -c cardreader -n '__cardreader_is mark' -l version -d 'print the versions of cardreader and Textual'
complete -c cardreader -n '__cardreader_is mark; and not __fish_seen_subcommand_from read unread starred unstarred undo' -a 'read unread starred unstarred undo'
complete -c cardreader -n '__cardreader_is mark' -a '(__fish_complete_directories)'
complete -c cardreader -n '__cardreader_is topics' -s h -l help -d 'show this help message and exit'
complete -c cardreader -n '__cardreader_is topics' -s q -l query -x -a 'topic: provider: source: title: excerpt: type: category: is: has: heat: quality: related: newer: older: date: sort: type:article type:book type:collection type:course type:download type:event type:forum type:profile type:video category:challenge category:community category:customer category:event category:form category:learning category:news category:newsletter category:people category:sample is:read is:unread is:starred is:retired is:published is:removed is:muted has:related has:image has:url has:body sort:heat sort:hot sort:date sort:quality sort:provider sort:title sort:relevance' -d 'only these cards, like: topic:ai is:unread robots'
complete -c cardreader -n '__cardreader_is topics' -l json -d 'print JSON'
complete -c cardreader -n '__cardreader_is topics' -l config -r -F -d 'use this configuration file'
complete -c cardreader -n '__cardreader_is topics' -l data -x -a '(__fish_complete_directories)' -d 'keep index and marks in this folder'
complete -c cardreader -n '__cardreader_is topics' -l version -d 'print the versions of cardreader and Textual'
complete -c cardreader -n '__cardreader_is topics' -a '(__fish_complete_directories)'
complete -c cardreader -n '__cardreader_is check' -s h -l help -d 'show this help message and exit'
complete -c cardreader -n '__cardreader_is check' -l json -d 'print JSON'
complete -c cardreader -n '__cardreader_is check' -l config -r -F -d 'use this configuration file'
complete -c cardreader -n '__cardreader_is check' -l data -x -a '(__fish_complete_directories)' -d 'keep index and marks in this folder'
complete -c cardreader -n '__cardreader_is check' -l version -d 'print the versions of cardreader and Textual'
complete -c cardreader -n '__cardreader_is check' -a '(__fish_complete_directories)'
complete -c cardreader -n '__cardreader_is add' -s h -l help -d 'show this help message and exit'
complete -c cardreader -n '__cardreader_is add' -l config -r -F -d 'use this configuration file'
complete -c cardreader -n '__cardreader_is add' -l data -x -a '(__fish_complete_directories)' -d 'keep index and marks in this folder'
complete -c cardreader -n '__cardreader_is add' -l version -d 'print the versions of cardreader and Textual'
complete -c cardreader -n '__cardreader_is add' -a '(__fish_complete_directories)'
complete -c cardreader -n '__cardreader_is remove' -s h -l help -d 'show this help message and exit'
complete -c cardreader -n '__cardreader_is remove' -l config -r -F -d 'use this configuration file'
complete -c cardreader -n '__cardreader_is remove' -l data -x -a '(__fish_complete_directories)' -d 'keep index and marks in this folder'
complete -c cardreader -n '__cardreader_is remove' -l version -d 'print the versions of cardreader and Textual'
complete -c cardreader -n '__cardreader_is remove' -a '(__fish_complete_directories)'
complete -c cardreader -n '__cardreader_is sources' -s h -l help -d 'show this help message and exit'
complete -c cardreader -n '__cardreader_is sources' -l config -r -F -d 'use this configuration file'
complete -c cardreader -n '__cardreader_is sources' -l data -x -a '(__fish_complete_directories)' -d 'keep index and marks in this folder'
complete -c cardreader -n '__cardreader_is sources' -l version -d 'print the versions of cardreader and Textual'
complete -c cardreader -n '__cardreader_is index' -s h -l help -d 'show this help message and exit'
complete -c cardreader -n '__cardreader_is index' -l rebuild -d 'read every file again'
complete -c cardreader -n '__cardreader_is index' -l config -r -F -d 'use this configuration file'
complete -c cardreader -n '__cardreader_is index' -l data -x -a '(__fish_complete_directories)' -d 'keep index and marks in this folder'
complete -c cardreader -n '__cardreader_is index' -l version -d 'print the versions of cardreader and Textual'
complete -c cardreader -n '__cardreader_is config' -s h -l help -d 'show this help message and exit'
complete -c cardreader -n '__cardreader_is config' -l config -r -F -d 'use this configuration file'
complete -c cardreader -n '__cardreader_is config' -l data -x -a '(__fish_complete_directories)' -d 'keep index and marks in this folder'
complete -c cardreader -n '__cardreader_is config' -l version -d 'print the versions of cardreader and Textual'
complete -c cardreader -n '__cardreader_is config; and not __fish_seen_subcommand_from print edit check' -a 'print edit check'
complete -c cardreader -n '__cardreader_is marks' -s h -l help -d 'show this help message and exit'
complete -c cardreader -n '__cardreader_is marks' -l config -r -F -d 'use this configuration file'
complete -c cardreader -n '__cardreader_is marks' -l data -x -a '(__fish_complete_directories)' -d 'keep index and marks in this folder'
complete -c cardreader -n '__cardreader_is marks' -l version -d 'print the versions of cardreader and Textual'
complete -c cardreader -n '__cardreader_is marks; and not __fish_seen_subcommand_from export import' -a 'export import'
complete -c cardreader -n '__cardreader_is marks' -F
complete -c cardreader -n '__cardreader_is paths' -s h -l help -d 'show this help message and exit'
complete -c cardreader -n '__cardreader_is paths' -l config -r -F -d 'use this configuration file'
complete -c cardreader -n '__cardreader_is paths' -l data -x -a '(__fish_complete_directories)' -d 'keep index and marks in this folder'
complete -c cardreader -n '__cardreader_is paths' -l version -d 'print the versions of cardreader and Textual'
complete -c cardreader -n '__cardreader_is completions' -s h -l help -d 'show this help message and exit'
complete -c cardreader -n '__cardreader_is completions' -l config -r -F -d 'use this configuration file'
complete -c cardreader -n '__cardreader_is completions' -l data -x -a '(__fish_complete_directories)' -d 'keep index and marks in this folder'
complete -c cardreader -n '__cardreader_is completions' -l version -d 'print the versions of cardreader and Textual'
complete -c cardreader -n '__cardreader_is completions; and not __fish_seen_subcommand_from bash zsh fish' -a 'bash zsh fish'
